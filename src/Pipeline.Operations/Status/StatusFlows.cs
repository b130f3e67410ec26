using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Kafka.Monitoring;
using Pipeline.Postgres.Verification;
using Pipeline.Postgres.Monitoring;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;

namespace Pipeline.Operations.Status;

/// <summary>What follows from one reading after the other: lag, rates, latencies. Knows no server. Not thread-safe.</summary>
/// <param name="partitions">The partitions of the three streams.</param>
public sealed class StatusFlows(IReadOnlyList<PartitionId> partitions)
{
    /// <summary>Long enough to be calm at a few events a second, short enough that a person sees a change at once.</summary>
    private static readonly TimeSpan RateSpan = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LatencySpan = TimeSpan.FromSeconds(10);

    private readonly RateWindow _rates = new(RateSpan);
    private readonly LatencyWindow _latencies = new(LatencySpan);

    /// <summary>Adds flows, lag and latencies to what the sources said.</summary>
    public StatusSnapshot Complete(StatusSnapshot glance)
    {
        _latencies.Add(glance.At, glance.Workers);
        var progress = (glance.Database.Value?.Progress ?? []).ToDictionary(static p => (p.Group, p.Topic, p.Partition));
        var flows = partitions.Select(p => Flow(p, progress, glance)).ToList();
        foreach (var topic in flows.GroupBy(static f => f.Topic))
            Count(topic.Key, [.. topic], glance);
        return glance with
        {
            Partitions = flows,
            Streams = [.. flows.GroupBy(static f => (f.Topic, f.Group)).Select(s => new StreamFlow(
                s.Key.Topic, s.Key.Group, Rate(Produced(s.Key.Topic), glance.Cluster.Fault, glance), Rate(Applied(s.Key.Topic), glance.Database.Fault, glance),
                s.Any(static p => p.Lag is null) ? null : s.Sum(static p => p.Lag), _latencies.Of(s.Key.Topic)))],
            Latency = _latencies.Of(),
        };
    }

    /// <summary>Unknown while its source is away: what was counted before says nothing of now.</summary>
    private double? Rate(string counter, string? fault, StatusSnapshot glance) => fault is null ? _rates.PerSecond(counter, glance.At) : null;

    private static PartitionFlow Flow(PartitionId p, Dictionary<(string, string, int), PartitionProgress> progress, StatusSnapshot glance)
    {
        var ends = glance.Cluster.Value?.LogEnds.GetValueOrDefault((p.TopicName, p.Partition));
        var row = progress.GetValueOrDefault((p.Group, p.TopicName, p.Partition));
        // A partition that was never consumed stands at the start of its log.
        var next = row?.NextOffset ?? (glance.Database.Value is null ? null : ends?.Low);
        return new(p.Group, p.TopicName, p.Partition, ends?.High, next, row?.Applied ?? 0, row?.Duplicates ?? 0, row?.DeadLettered ?? 0);
    }

    /// <summary>Only what was said just now: a rate out of old numbers would be 0, and that is a claim.</summary>
    private void Count(string topic, IReadOnlyList<PartitionFlow> flows, StatusSnapshot glance)
    {
        if (glance.Cluster is { Fault: null, ReadAt: { } clusterAt } && flows.All(static f => f.LogEnd is not null))
            _rates.Add(Produced(topic), clusterAt, flows.Sum(static f => f.LogEnd!.Value));
        if (glance.Database is { Fault: null, ReadAt: { } databaseAt })
            _rates.Add(Applied(topic), databaseAt, flows.Sum(static f => f.Applied));
    }

    private static string Produced(string topic) => $"produced {topic}";

    private static string Applied(string topic) => $"applied {topic}";
}
