namespace Benchmarks.Measuring;

/// <summary>An HdrHistogram of latencies: microseconds, three significant digits, at most ten minutes. Thread-safe.</summary>
internal sealed class Latencies
{
    private const long Longest = 600_000_000;
    private readonly LongConcurrentHistogram _histogram = new(1, Longest, 3);

    public long Count => _histogram.TotalCount;

    public void Record(TimeSpan latency, long count = 1) =>
        _histogram.RecordValueWithCount(Math.Clamp((long)latency.TotalMicroseconds, 1, Longest), count);

    /// <summary>The latency at a percentile (0–100), milliseconds; NaN when nothing is recorded.</summary>
    public double Milliseconds(double percentile) => Count == 0 ? double.NaN : _histogram.GetValueAtPercentile(percentile) / 1000.0;
}
