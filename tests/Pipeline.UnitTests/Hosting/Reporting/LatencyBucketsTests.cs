using CsCheck;
using Pipeline.Hosting.Reporting;
using Pipeline.Operations.Status;

namespace Pipeline.UnitTests.Hosting.Reporting;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void Every_duration_is_below_the_end_of_its_bucket_and_at_most_an_eighth_below() =>
        Gen.Double[-6, 3.5].Select(static exponent => Math.Pow(10, exponent)).Sample(static seconds =>
        {
            var upper = LatencyBuckets.UpperSeconds(LatencyBuckets.IndexOf(seconds));
            Assert.InRange(upper, seconds, (seconds * 1.126) + 1.01e-6);
        });

    [Fact]
    public void Buckets_follow_each_other_without_gap_or_overlap()
    {
        for (var i = 1; i < LatencyBuckets.Count; i++)
        {
            Assert.True(LatencyBuckets.UpperSeconds(i) > LatencyBuckets.UpperSeconds(i - 1));
            Assert.Equal(i, LatencyBuckets.IndexOf(LatencyBuckets.UpperSeconds(i - 1) + 1e-9));
        }
    }

    [Theory]
    [InlineData(-1.0, 0)]
    [InlineData(0.0, 0)]
    [InlineData(1e12, LatencyBuckets.Count - 1)]
    public void What_is_out_of_range_counts_at_its_end(double seconds, int bucket) => Assert.Equal(bucket, LatencyBuckets.IndexOf(seconds));

    [Fact]
    public void Quantiles_are_where_the_counts_are()
    {
        var counts = new long[LatencyBuckets.Count];
        Assert.Null(LatencyBuckets.Quantile(counts, 0.5));
        counts[LatencyBuckets.IndexOf(0.010)] = 98;
        counts[LatencyBuckets.IndexOf(2.0)] = 2;
        Assert.InRange(LatencyBuckets.Quantile(counts, 0.5)!.Value, 0.010, 0.0113);
        Assert.InRange(LatencyBuckets.Quantile(counts, 0.98)!.Value, 0.010, 0.0113);
        Assert.InRange(LatencyBuckets.Quantile(counts, 0.99)!.Value, 2.0, 2.25);
    }
}
