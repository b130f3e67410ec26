using HdrHistogram;

namespace Benchmarks.Measuring;

/// <summary>Latencies as an HdrHistogram of microseconds, three significant digits, up to ten minutes. Thread-safe.</summary>
internal sealed class Latencies
{
    private const long Longest = 600_000_000;
    private readonly LongConcurrentHistogram _histogram = new(1, Longest, 3);

    public long Count => _histogram.TotalCount;

    public void Record(TimeSpan latency, long count = 1) =>
        _histogram.RecordValueWithCount(Math.Clamp((long)latency.TotalMicroseconds, 1, Longest), count);

    /// <summary>The latency that so many per cent do not exceed, milliseconds; NaN without any.</summary>
    public double Milliseconds(double percentile) => Count == 0 ? double.NaN : _histogram.GetValueAtPercentile(percentile) / 1000.0;
}
