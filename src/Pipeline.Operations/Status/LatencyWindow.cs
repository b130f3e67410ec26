namespace Pipeline.Operations.Status;

/// <summary>Quantiles of the latencies of all workers within the window.</summary>
/// <param name="P50">Median, seconds.</param>
/// <param name="P99">99th percentile, seconds.</param>
/// <param name="Events">Number of events.</param>
public sealed record LatencyStatistics(double P50, double P99, long Events);

/// <summary>
/// Quantiles over a sliding window, from histograms that workers count since their start. The first report of a worker is only the
/// baseline, because its counts may be old. Not thread-safe.
/// </summary>
/// <param name="span">Length of the window.</param>
public sealed class LatencyWindow(TimeSpan span)
{
    private readonly Dictionary<string, WorkerReport> _last = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, string Topic, HistogramBase Counted)> _counted = new();

    /// <summary>Adds the latest reports. Reports with a fault are ignored.</summary>
    public void Add(DateTimeOffset at, IEnumerable<WorkerState> workers)
    {
        var counted = new Dictionary<string, HistogramBase>(StringComparer.Ordinal);
        foreach (var (address, reading) in workers)
        {
            if (reading is not { Value: { } report, Fault: null })
                continue;
            if (_last.TryGetValue(address, out var before) && before.StartedAt == report.StartedAt)
                AddGrowth(counted, before, report);
            _last[address] = report;
        }

        foreach (var (topic, histogram) in counted.Where(static c => c.Value.TotalCount > 0))
            _counted.Enqueue((at, topic, histogram));
        while (_counted.TryPeek(out var oldest) && at - oldest.At > span)
            _counted.Dequeue();
    }

    /// <summary>The quantiles of a topic, or of all topics together; null if there were no events.</summary>
    public LatencyStatistics? Of(string? topic = null)
    {
        var sum = LatencyHistogram.Empty();
        foreach (var (_, _, counted) in _counted.Where(c => topic is null || c.Topic == topic))
            sum.Add(counted);
        return sum.TotalCount == 0 ? null : new(sum.Seconds(50), sum.Seconds(99), sum.TotalCount);
    }

    private static void AddGrowth(Dictionary<string, HistogramBase> counted, WorkerReport before, WorkerReport now)
    {
        foreach (var (topic, group, histogram) in now.Latencies)
        {
            if (!counted.TryGetValue(topic, out var sum))
                counted[topic] = sum = LatencyHistogram.Empty();
            sum.Add(histogram);
            if (before.Latencies.FirstOrDefault(l => l.Topic == topic && l.Group == group) is { } earlier)
                sum.Subtract(earlier.Histogram);
        }
    }
}
