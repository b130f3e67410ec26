
namespace Pipeline.Operations.Status;

/// <summary>Quantiles of the latencies that all workers together counted in the last seconds. Seconds.</summary>
/// <param name="P50">Half of the events took no longer.</param>
/// <param name="P99">99 of a hundred events took no longer.</param>
/// <param name="Events">Events counted.</param>
public sealed record LatencyFigures(double P50, double P99, long Events);

/// <summary>
/// The workers' counts since their start as quantiles over the last seconds. A worker seen for the first time only sets the mark:
/// what it counted before may be old. Not thread-safe.
/// </summary>
/// <param name="span">Length of the window.</param>
public sealed class LatencyWindow(TimeSpan span)
{
    private readonly Dictionary<string, Worker> _workers = new(StringComparer.Ordinal);
    private readonly Queue<(DateTimeOffset At, string Topic, long[] Counts)> _counted = new();

    /// <summary>Takes the reports that were read just now.</summary>
    public void Add(DateTimeOffset at, IEnumerable<WorkerState> workers)
    {
        foreach (var (address, reading) in workers)
        {
            if (reading is not { Value: { } report, Fault: null })
                continue;
            var isKnown = _workers.TryGetValue(address, out var worker) && worker.StartedAt == report.StartedAt;
            if (!isKnown)
                _workers[address] = worker = new(report.StartedAt, []);
            foreach (var latency in report.Latencies)
                Add(at, worker!, latency, isKnown);
        }

        while (_counted.TryPeek(out var oldest) && at - oldest.At > span)
            _counted.Dequeue();
    }

    /// <summary>The quantiles of a topic, or of all together; null when nothing was counted.</summary>
    public LatencyFigures? Of(string? topic = null)
    {
        var sum = new long[LatencyBuckets.Count];
        foreach (var (_, of, counts) in _counted)
        {
            if (topic is not null && of != topic)
                continue;
            for (var i = 0; i < sum.Length; i++)
                sum[i] += counts[i];
        }

        return LatencyBuckets.Quantile(sum, 0.5) is { } p50 && LatencyBuckets.Quantile(sum, 0.99) is { } p99 ? new(p50, p99, sum.Sum()) : null;
    }

    private void Add(DateTimeOffset at, Worker worker, LatencyReport latency, bool isKnown)
    {
        var counts = new long[LatencyBuckets.Count];
        foreach (var (bucket, events) in latency.Counts)
        {
            if (bucket >= 0 && bucket < counts.Length)
                counts[bucket] = events;
        }

        var before = worker.Counts.GetValueOrDefault((latency.Topic, latency.Group)) ?? new long[LatencyBuckets.Count];
        worker.Counts[(latency.Topic, latency.Group)] = counts;
        if (isKnown && !counts.AsSpan().SequenceEqual(before))
            _counted.Enqueue((at, latency.Topic, [.. counts.Zip(before, static (now, then) => now - then)]));
    }

    private sealed record Worker(DateTimeOffset StartedAt, Dictionary<(string Topic, string Group), long[]> Counts);
}
