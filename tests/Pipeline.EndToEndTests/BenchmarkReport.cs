using System.Globalization;

namespace Pipeline.EndToEndTests;

/// <summary>Runs a benchmark with one round and reads its CSV file.</summary>
internal static class BenchmarkReport
{
    public static readonly TimeSpan End = TimeSpan.FromMinutes(5);

    public static async Task<string> RunAsync(
        ScratchFolder folder, string verb, string name, params (string Name, string Value)[] settings)
    {
        var environment = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
        environment["BENCHMARK_ROUNDS"] = "1";
        environment["BENCHMARK_REPORTS"] = folder.Path;
        await using var benchmark = RunningProgram.StartBuilt("benchmarks", environment, verb);
        var (exitCode, last) = await benchmark.EndAsync(End);
        Assert.True(exitCode == 0, benchmark.Output);
        Assert.Equal($"benchmark: ok name={name}", last);
        Assert.StartsWith(
            "<!DOCTYPE html>",
            await File.ReadAllTextAsync(
                Path.Combine(folder.Path, $"{name}.html"), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        return await File.ReadAllTextAsync(Path.Combine(folder.Path, $"{name}.csv"), TestContext.Current.CancellationToken);
    }

    public static void AssertPercentiles(string csv, string subject, string lower, string upper, string highest)
    {
        Assert.InRange(Median(csv, subject, lower), double.Epsilon, Median(csv, subject, upper));
        Assert.InRange(Median(csv, subject, upper), double.Epsilon, Median(csv, subject, highest));
    }

    /// <summary>The value of the line benchmark,table,subject,figure,unit,median,value; NaN when it is empty.</summary>
    public static double Median(string csv, string subject, string figure)
    {
        var cell = subject.Contains(',', StringComparison.Ordinal) ? $"\"{subject}\"" : subject;
        var line = csv.Split('\n').FirstOrDefault(l =>
            l.Contains($",{cell},{figure},", StringComparison.Ordinal) && l.Contains(",median,", StringComparison.Ordinal));
        Assert.True(line is not null, $"No median of {figure} for {subject} in\n{csv}");
        var value = line[(line.LastIndexOf(',') + 1)..].TrimEnd('\r');
        return value.Length == 0 ? double.NaN : double.Parse(value, CultureInfo.InvariantCulture);
    }
}
