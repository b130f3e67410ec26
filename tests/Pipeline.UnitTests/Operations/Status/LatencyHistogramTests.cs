using System.Text.Json;
using CsCheck;
using HdrHistogram;
using Pipeline.Operations.Status;

namespace Pipeline.UnitTests.Operations.Status;

public sealed class LatencyHistogramTests
{
    private static readonly Gen<double> Seconds = Gen.Double[-6, 3.5].Select(static exponent => Math.Pow(10, exponent));

    [Fact]
    public void Every_duration_is_below_the_end_of_its_bucket_and_at_most_a_hundredth_below() => Seconds.Sample(static seconds =>
        Assert.InRange(Of((seconds, 1)).Seconds(100), seconds - 1.01e-6, (seconds * 1.01) + 1.01e-6));

    [Theory]
    [InlineData(-1.0, 0)]
    [InlineData(0.0, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(1e12, 3600)]
    public void What_is_out_of_range_counts_at_its_end(double seconds, double counted) =>
        Assert.InRange(Of((seconds, 1)).Seconds(100), counted, counted * 1.01);

    [Fact]
    public void Quantiles_are_where_the_counts_are()
    {
        var histogram = Of((0.010, 98), (2.0, 2));
        Assert.InRange(histogram.Seconds(50), 0.010, 0.0101);
        Assert.InRange(histogram.Seconds(98), 0.010, 0.0101);
        Assert.InRange(histogram.Seconds(99), 2.0, 2.02);
    }

    [Fact]
    public void What_is_subtracted_was_never_there()
    {
        var histogram = Of((0.010, 98), (2.0, 2), (3600, 1));
        histogram.Subtract(Of((0.010, 90), (2.0, 2)));
        Assert.Equal((9, 8, 0), (histogram.TotalCount, histogram.GetCountAtValue(10_000), histogram.GetCountAtValue(2_000_000)));
    }

    [Fact]
    public async Task Recordings_of_several_threads_are_all_counted()
    {
        var histogram = LatencyHistogram.Concurrent();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            for (var n = 0; n < 10_000; n++)
                histogram.Record(n / 1000.0);
        })));
        Assert.Equal((40_000, false), (histogram.TotalCount, histogram.HasOverflowed()));
    }

    [Fact]
    public void A_recording_allocates_nothing()
    {
        var histogram = LatencyHistogram.Concurrent();
        histogram.Record(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1000; n++)
            histogram.Record(n);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void It_survives_being_sent() => Gen.Select(Seconds, Gen.Long[1, 1_000_000]).Array[0, 500].Sample(static latencies =>
    {
        var histogram = Of(latencies);
        var sent = Sent(histogram);
        Assert.Equal(histogram.TotalCount, sent.TotalCount);
        Assert.Equal(Counts(histogram), Counts(sent));
    });

    private static HistogramBase Of(params (double Seconds, long Events)[] latencies)
    {
        var histogram = LatencyHistogram.Empty();
        foreach (var (seconds, events) in latencies)
            histogram.Record(seconds, events);
        return histogram;
    }

    private static HistogramBase Sent(HistogramBase histogram)
    {
        var report = new WorkerReport("", "", default, [], [new("", "", histogram)]);
        var json = JsonSerializer.Serialize(report, ReportJson.Default.WorkerReport);
        return JsonSerializer.Deserialize(json, ReportJson.Default.WorkerReport)!.Latencies[0].Histogram;
    }

    private static IEnumerable<(long Value, long Count)> Counts(HistogramBase histogram) =>
        histogram.RecordedValues().Select(static v => (v.ValueIteratedTo, v.CountAtValueIteratedTo));
}
