using System.Text;
using System.Text.Json;

namespace Pipeline.EndToEndTests;

/// <summary>The container system as a user has it, by make targets and dc.sh alone, and everything that they said.</summary>
internal sealed class ContainerSystem
{
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan Short = TimeSpan.FromMinutes(5);

    private readonly StringBuilder _said = new();

    /// <summary>The repository's folder.</summary>
    public static string Root => Repository.Root;

    /// <summary>All output so far of make and dc.sh, logs that were asked for included.</summary>
    public string Said => _said.ToString();

    public Task<string> MakeAsync(TimeSpan deadline, params string[] arguments) => SucceedAsync("make", arguments, deadline);

    public Task<string> ComposeAsync(params string[] arguments) => SucceedAsync(Path.Combine(Root, "dc.sh"), arguments, Short);

    /// <summary>The numbers of <c>make verify</c>, which must succeed.</summary>
    public async Task<Dictionary<string, long>> VerifyAsync()
    {
        var output = await MakeAsync(Short, "verify");
        return PipelineRun.Numbers(Assert.Single(output.Split('\n'), line => line.StartsWith("verify: ok ", StringComparison.Ordinal)));
    }

    /// <summary>What <c>docker compose ps</c> knows of each container.</summary>
    public async Task<IReadOnlyList<JsonElement>> ContainersAsync(params string[] services)
    {
        var lines = (
            await ComposeAsync(["ps", "--all", "--format", "json", .. services])).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    /// <summary>Where a published port is on this machine.</summary>
    public async Task<(string Host, int Port)> PublishedAsync(string service, int port)
    {
        var address = (await ComposeAsync("port", service, port.ToString(System.Globalization.CultureInfo.InvariantCulture))).Trim();
        var colon = address.LastIndexOf(':');
        return (address[..colon], int.Parse(address.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Runs a program in the repository's folder; what it says is not kept.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, TimeSpan deadline)
    {
        // As typed in a shell of its own: the tests may themselves have been started by make, whose arguments are not for this one.
        await using var running = RunningProgram.Start(
            Root, program, arguments, ("MAKEFLAGS", null), ("MFLAGS", null), ("MAKELEVEL", null), ("ARGS", null));
        var (exitCode, _) = await running.EndAsync(deadline);
        return (exitCode, running.Output);
    }

    private async Task<string> SucceedAsync(string program, string[] arguments, TimeSpan deadline)
    {
        var (exitCode, output) = await RunAsync(program, arguments, deadline);
        _said.AppendLine(output);
        Assert.True(exitCode == 0, $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        return output;
    }
}
