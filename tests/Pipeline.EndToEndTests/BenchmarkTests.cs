namespace Pipeline.EndToEndTests;

/// <summary>The benchmarks at their smallest, on embedded parts: they run, verify what they wrote, and leave CSV and page.</summary>
public sealed class BenchmarkTests
{
    private static readonly TimeSpan End = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Kafka_comparison_measures_the_three_modes_and_an_outage_and_finds_nothing_lost()
    {
        using var folder = new ScratchFolder();
        var csv = await RunAsync(folder, "kafka", "kafka_comparison", ("BENCHMARK_ROWS", "1000"), ("BENCHMARK_OUTAGE_SECONDS", "2"), ("BREAKER_OPEN_SECONDS", "1"));
        foreach (var mode in new[] { "Kafka off", "outbox", "stream" })
        {
            Assert.True(Median(csv, mode, "committed") > 100, csv);
            Assert.True(Median(csv, mode, "WAL") > 0, csv);
            Assert.True(Median(csv, mode, "write p99") > 0, csv);
            Assert.Equal(0, Median(csv, mode, "lost"));
        }

        Assert.True(Median(csv, "outbox", "writes refused") > 0, csv);
        Assert.Equal(0, Median(csv, "stream", "writes refused"));
        Assert.True(Median(csv, "row by row", "committed") > 1, csv);
    }

    [Fact]
    public async Task Realtime_comparison_measures_every_mode_at_every_rate()
    {
        using var folder = new ScratchFolder();
        var csv = await RunAsync(folder, "realtime", "realtime_comparison", ("SECONDS", "3"), ("ORDER_RATE", "50,100"));
        foreach (var line in new[] { "Kafka off, 50", "Kafka off, 100", "outbox, 50", "outbox, 100", "stream, 50", "stream, 100" })
            Assert.True(Median(csv, line, "due to effect p99") > 0, csv);
        Assert.InRange(Median(csv, "outbox, 100", "orders written"), 80, 120);
    }

    [Fact]
    public async Task Limits_without_brokers_leave_out_what_needs_them_and_say_so()
    {
        using var folder = new ScratchFolder();
        var csv = await RunAsync(folder, "limits", "limits", ("BENCHMARK_ROWS", "5000"));
        Assert.True(Median(csv, "\"COPY, one session\"", "rate") > 1_000, csv);
        Assert.DoesNotContain("our sink", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_named_all_at_once()
    {
        await using var benchmark = RunningProgram.StartBuilt(
            "benchmarks", new Dictionary<string, string>(StringComparer.Ordinal) { ["BENCHMARK_ROUNDS"] = "0", ["ORDER_RATE"] = "fast" }, "realtime");
        Assert.Equal(2, (await benchmark.EndAsync(End)).ExitCode);
        Assert.Contains("BENCHMARK_ROUNDS", benchmark.Output, StringComparison.Ordinal);
        Assert.Contains("ORDER_RATE is 'fast'", benchmark.Output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(ScratchFolder folder, string verb, string name, params (string Name, string Value)[] settings)
    {
        var environment = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
        environment["BENCHMARK_ROUNDS"] = "1";
        environment["BENCHMARK_REPORTS"] = folder.Path;
        await using var benchmark = RunningProgram.StartBuilt("benchmarks", environment, verb);
        var (exitCode, last) = await benchmark.EndAsync(End);
        Assert.True(exitCode == 0, benchmark.Output);
        Assert.Equal($"benchmark: ok name={name}", last);
        Assert.StartsWith("<!DOCTYPE html>", await File.ReadAllTextAsync(Path.Combine(folder.Path, $"{name}.html"), TestContext.Current.CancellationToken), StringComparison.OrdinalIgnoreCase);
        return await File.ReadAllTextAsync(Path.Combine(folder.Path, $"{name}.csv"), TestContext.Current.CancellationToken);
    }

    /// <summary>The line benchmark,table,subject,figure,unit,median,value.</summary>
    private static double Median(string csv, string subject, string figure)
    {
        var line = csv.Split('\n').FirstOrDefault(l => l.Contains($",{subject},{figure},", StringComparison.Ordinal) && l.Contains(",median,", StringComparison.Ordinal))
            ?? csv.Split('\n').FirstOrDefault(l => l.Contains($",\"{subject}\",{figure},", StringComparison.Ordinal) && l.Contains(",median,", StringComparison.Ordinal));
        Assert.True(line is not null, $"No median of {figure} for {subject} in\n{csv}");
        return double.Parse(line[(line.LastIndexOf(',') + 1)..].TrimEnd('\r'), System.Globalization.CultureInfo.InvariantCulture);
    }
}
