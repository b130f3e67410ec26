namespace Pipeline.Operations.Status;

/// <summary>
/// Latencies as HdrHistograms of microseconds with two significant digits, 27 KB each. A quantile is at most 1 % above the true one.
/// Histograms of several processes can be added up; quantiles cannot.
/// </summary>
internal static class LatencyHistogram
{
    /// <summary>One hour. A longer latency counts as this.</summary>
    private const long LongestMicroseconds = 3_600_000_000;
    private const int SignificantDigits = 2;
    private const double MicrosecondsPerSecond = 1e6;

    /// <summary>An empty histogram. Not thread-safe.</summary>
    public static HistogramBase Empty() => new LongHistogram(1, LongestMicroseconds, SignificantDigits);

    /// <summary>An empty histogram that several threads can record to, even during <see cref="HistogramBase.Copy"/>.</summary>
    public static HistogramBase Concurrent() => new LongConcurrentHistogram(1, LongestMicroseconds, SignificantDigits);

    /// <summary>Counts a latency. Does not allocate.</summary>
    /// <param name="histogram">Where to count it.</param>
    /// <param name="seconds">Seconds. A value below 0, which two machines' clocks can cause, counts as 0.</param>
    /// <param name="events">Number of events with this latency.</param>
    public static void Record(this HistogramBase histogram, double seconds, long events = 1) =>
        histogram.RecordValueWithCount((long)Math.Clamp(seconds * MicrosecondsPerSecond, 0, LongestMicroseconds), events);

    /// <summary>Subtracts the counts of <paramref name="other"/>, which must have been added before.</summary>
    public static void Subtract(this HistogramBase histogram, HistogramBase other)
    {
        foreach (var value in other.RecordedValues())
            histogram.RecordValueWithCount(value.ValueIteratedTo, -value.CountAtValueIteratedTo);
    }

    /// <summary>The latency that a percentage of the events does not exceed, seconds. Throws when nothing was counted.</summary>
    /// <param name="histogram">The counts.</param>
    /// <param name="percentile">Above 0 and up to 100.</param>
    public static double Seconds(this HistogramBase histogram, double percentile) =>
        histogram.GetValueAtPercentile(percentile) / MicrosecondsPerSecond;
}
