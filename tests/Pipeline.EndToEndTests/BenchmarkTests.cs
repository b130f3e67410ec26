using static Pipeline.EndToEndTests.BenchmarkReport;

namespace Pipeline.EndToEndTests;

/// <summary>The benchmarks at their smallest, on embedded parts: they run, verify what they wrote, and leave CSV and page.</summary>
public sealed class BenchmarkTests
{
    [Fact]
    public async Task Kafka_comparison_measures_the_three_modes_and_an_outage_and_finds_nothing_lost()
    {
        using var folder = new ScratchFolder();
        var csv = await RunAsync(
            folder, "kafka", "kafka_comparison",
            ("BENCHMARK_ROWS", "1000"), ("BENCHMARK_OUTAGE_SECONDS", "2"), ("BREAKER_OPEN_SECONDS", "1"));
        foreach (var mode in new[] { "Kafka off", "outbox", "stream" })
        {
            // 2,000 rows cannot be in effect before they are committed.
            Assert.InRange(Median(csv, mode, "all in effect after"), 2000 / Median(csv, mode, "committed"), End.TotalSeconds);
            AssertPercentiles(csv, mode, "write p50", "write p99", "write max");
            Assert.True(Median(csv, mode, "WAL") > 0, csv);
            // 500 per second for 3 s before the outage, its 2 s, and 2 s after it.
            Assert.Equal(500 * (3 + 2 + 2), Median(csv, mode, "rows due"));
            Assert.Equal(0, Median(csv, mode, "lost"));
        }

        // Writes and outages that leave their mark: a stream does not need the database.
        Assert.True(Median(csv, "outbox", "writes refused") > 0, csv);
        Assert.Equal(0, Median(csv, "stream", "writes refused"));
        // An outbox is acknowledged after the commit, a stream by it; without Kafka nothing is.
        Assert.InRange(Median(csv, "outbox", "acknowledged by Kafka"), double.Epsilon, Median(csv, "outbox", "committed"));
        Assert.Equal(Median(csv, "stream", "committed"), Median(csv, "stream", "acknowledged by Kafka"));
        Assert.Equal(double.NaN, Median(csv, "Kafka off", "acknowledged by Kafka"));
        Assert.Equal(
            Median(csv, "outbox", "committed") / Median(csv, "Kafka off", "committed"),
            Median(csv, "outbox, committed / Kafka off", "ratio"), tolerance: 1e-9);
        Assert.True(Median(csv, "row by row", "committed") > 0, csv);
    }

    [Fact]
    public async Task Limits_without_brokers_leave_out_what_needs_them_and_say_so()
    {
        using var folder = new ScratchFolder();
        var csv = await RunAsync(folder, "limits", "limits", ("BENCHMARK_ROWS", "5000"));
        Assert.True(Median(csv, "COPY, one session", "rate") > 0, csv);
        Assert.True(Median(csv, "unnest upsert alone, three sessions", "rate") > 0, csv);
        foreach (var part in new[] { "our sink", "our consumer", "our producer" })
            Assert.DoesNotContain(part, csv, StringComparison.Ordinal);
        Assert.Contains("set KAFKA_BOOTSTRAP_SERVERS to brokers.", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_named_all_at_once()
    {
        await using var benchmark = RunningProgram.StartBuilt(
            "benchmarks", new Dictionary<string, string>(StringComparer.Ordinal) { ["BENCHMARK_ROUNDS"] = "0", ["ORDER_RATE"] = "fast" },
            "realtime");
        Assert.Equal(2, (await benchmark.EndAsync(End)).ExitCode);
        Assert.Contains("BENCHMARK_ROUNDS", benchmark.Output, StringComparison.Ordinal);
        Assert.Contains("ORDER_RATE is 'fast'", benchmark.Output, StringComparison.Ordinal);
    }
}
