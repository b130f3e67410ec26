using static Pipeline.EndToEndTests.BenchmarkReport;

namespace Pipeline.EndToEndTests;

/// <summary>The realtime benchmark, in a class of its own so that it runs beside the others.</summary>
public sealed class RealtimeBenchmarkTests
{
    [Fact]
    public async Task Realtime_comparison_measures_every_mode_at_every_rate()
    {
        using var folder = new ScratchFolder();
        var csv = await RunAsync(folder, "realtime", "realtime_comparison", ("SECONDS", "3"), ("ORDER_RATE", "50,100"));
        foreach (var mode in new[] { "Kafka off", "outbox", "stream" })
        {
            foreach (var rate in new[] { 50, 100 })
            {
                var line = $"{mode}, {rate}";
                AssertPercentiles(csv, line, "write p50", "write p99", "write max");
                Assert.True(Median(csv, line, "due to effect p99") > 0, csv);
                // The first order is due at the start, so a short run can write one order more than rate × time.
                // On a busy machine it writes fewer, and the report must say so.
                var written = Median(csv, line, "orders written");
                Assert.InRange(written, double.Epsilon, 1.05 * rate);
                Assert.True(
                    written >= 0.95 * rate || csv.Contains($"{mode}, {rate}: one round wrote only ", StringComparison.Ordinal),
                    $"{written} of {rate} orders/s, and no note of it in\n{csv}");
            }

            if (mode != "Kafka off")
                AssertPercentiles(csv, $"{mode}, 100", "commit to effect p50", "commit to effect p99", "commit to effect max");
        }
    }
}
