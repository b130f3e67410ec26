using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipeline.EndToEndTests;

/// <summary><c>pipeline run</c> as a child process in a folder of its own, and its last line.</summary>
internal static partial class PipelineRun
{
    /// <summary>Starts it without whatever the environment says about servers, so that both are embedded.</summary>
    public static RunningProgram Start(string folder, params (string Name, string? Value)[] settings) => RunningProgram.Start(
        folder, "dotnet", [RunningProgram.BuiltPath("pipeline"), "run"],
        [("KAFKA_BOOTSTRAP_SERVERS", null), ("POSTGRES_HOST", null), .. settings]);

    /// <summary>The numbers of the line for machines.</summary>
    public static Dictionary<string, long> Numbers(string line)
    {
        var match = VerifyLine().Match(line);
        Assert.True(match.Success, $"Not the line for machines: '{line}'");
        return match.Groups["key"].Captures.Zip(match.Groups["value"].Captures)
            .ToDictionary(
                pair => pair.First.Value, pair => long.Parse(pair.Second.Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    /// <summary>How many orders, products or updates the generator says it wrote, in the statistics at its end.</summary>
    public static long Generated(RunningProgram run, string what)
    {
        var line = run.Lines.LastOrDefault(l => l.StartsWith($"  {what} ", StringComparison.Ordinal));
        Assert.True(line is not null, $"No statistics of {what} in\n{run.Output}");
        return long.Parse(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        "^verify: (ok|FAILED)( (?<key>users|products|orders|lost|duplicated|dead)=(?<value>[0-9]+)){6}$", RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex VerifyLine();
}
