namespace Pipeline.Operations.Status;

/// <summary>
/// Computes lag, rates and latencies from successive readings. Leaves out the streams of a domain in which no stream has a message,
/// progress or a member. Not thread-safe.
/// </summary>
/// <param name="partitions">The partitions of all streams.</param>
public sealed class StatusFlows(IReadOnlyList<PartitionId> partitions)
{
    /// <summary>Long enough for a stable rate at a few events per second, short enough to show a change quickly.</summary>
    private static readonly TimeSpan RateSpan = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LatencySpan = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<StreamDefinition> _streams = [.. partitions.Select(static p => p.Stream).Distinct()];
    private readonly HashSet<StreamDefinition> _used = [];
    private readonly RateWindow _rates = new(RateSpan);
    private readonly LatencyWindow _latencies = new(LatencySpan);

    /// <summary>The snapshot with flows, lag and latencies added.</summary>
    public StatusSnapshot Complete(StatusSnapshot snapshot)
    {
        _latencies.Add(snapshot.At, snapshot.Workers);
        var progress = (snapshot.Database.Value?.Progress ?? []).ToDictionary(static p => (p.Group, p.Topic, p.Partition));
        // A stream stays used, so that it is not left out while a source is unavailable.
        _used.UnionWith(partitions.Where(p => IsUsed(p, progress, snapshot)).Select(static p => p.Stream));
        var inUse = StreamRegistry.InUse(_streams, _used.Contains).ToHashSet();
        var flows = partitions.Where(p => inUse.Contains(p.Stream)).Select(p => Flow(p, progress, snapshot)).ToList();
        foreach (var topic in flows.GroupBy(static f => f.Topic))
            Count(topic.Key, [.. topic], snapshot);
        return snapshot with
        {
            Partitions = flows,
            Streams = [.. flows.GroupBy(static f => (f.Topic, f.Group)).Select(s => new StreamFlow(
                s.Key.Topic, s.Key.Group,
                Rate(Produced(s.Key.Topic), snapshot.Cluster.Fault, snapshot),
                Rate(Applied(s.Key.Topic), snapshot.Database.Fault, snapshot),
                s.Any(static p => p.Lag is null) ? null : s.Sum(static p => p.Lag), _latencies.Of(s.Key.Topic)))],
            Latency = _latencies.Of(),
        };
    }

    private static bool IsUsed(
        PartitionId p, Dictionary<(string, string, int), PartitionProgress> progress, StatusSnapshot snapshot) =>
        snapshot.Cluster.Value?.LogEnds.GetValueOrDefault((p.TopicName, p.Partition)) is { High: > 0 }
        || progress.ContainsKey((p.Group, p.TopicName, p.Partition))
        || snapshot.Workers.Any(w => w.Report.Value?.Members.Any(m => m.Topic == p.TopicName) == true);

    /// <summary>Null while the source is unavailable.</summary>
    private double? Rate(string counter, string? fault, StatusSnapshot snapshot) =>
        fault is null ? _rates.PerSecond(counter, snapshot.At) : null;

    private static PartitionFlow Flow(PartitionId p, Dictionary<(string, string, int), PartitionProgress> progress, StatusSnapshot snapshot)
    {
        var ends = snapshot.Cluster.Value?.LogEnds.GetValueOrDefault((p.TopicName, p.Partition));
        var row = progress.GetValueOrDefault((p.Group, p.TopicName, p.Partition));
        // Without progress, the group starts at the beginning of the log.
        var next = row?.NextOffset ?? (snapshot.Database.Value is null ? null : ends?.Low);
        return new(p.Group, p.TopicName, p.Partition, ends?.High, next, row?.Applied ?? 0, row?.Duplicates ?? 0, row?.DeadLettered ?? 0);
    }

    /// <summary>Adds only current readings: from outdated ones the rate would be 0, which is wrong.</summary>
    private void Count(string topic, IReadOnlyList<PartitionFlow> flows, StatusSnapshot snapshot)
    {
        if (snapshot.Cluster is { Fault: null, ReadAt: { } clusterAt } && flows.All(static f => f.LogEnd is not null))
            _rates.Add(Produced(topic), clusterAt, flows.Sum(static f => f.LogEnd!.Value));
        if (snapshot.Database is { Fault: null, ReadAt: { } databaseAt })
            _rates.Add(Applied(topic), databaseAt, flows.Sum(static f => f.Applied));
    }

    private static string Produced(string topic) => $"produced {topic}";

    private static string Applied(string topic) => $"applied {topic}";
}
