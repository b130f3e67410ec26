using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Kafka.Monitoring;
using Pipeline.Postgres.Monitoring;

namespace Pipeline.Operations.Status;

/// <summary>The pipeline at a glance: what every source said, and what follows from it. Immutable; shared by everybody who looks.</summary>
public sealed record StatusSnapshot
{
    /// <summary>Before anything was read.</summary>
    public static StatusSnapshot None { get; } = new();

    /// <summary>When it was put together, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>KAFKA_ENABLED: without it there is no cluster to ask, and nothing flows.</summary>
    public bool KafkaEnabled { get; init; } = true;

    /// <summary>Progress, outbox and quarantine.</summary>
    public Reading<DatabaseStatistics> Database { get; init; } = Reading.None<DatabaseStatistics>();

    /// <summary>Brokers, partitions and ends of logs.</summary>
    public Reading<ClusterStatistics> Cluster { get; init; } = Reading.None<ClusterStatistics>();

    /// <summary>Groups as the brokers know them; a fault where these brokers cannot say, as the embedded ones.</summary>
    public Reading<IReadOnlyList<GroupStatus>> Groups { get; init; } = Reading.None<IReadOnlyList<GroupStatus>>();

    /// <summary>The workers; none where nobody said where they are.</summary>
    public IReadOnlyList<WorkerState> Workers { get; init; } = [];

    /// <summary>A line a stream.</summary>
    public IReadOnlyList<StreamFlow> Streams { get; init; } = [];

    /// <summary>A line a partition of the three streams.</summary>
    public IReadOnlyList<PartitionFlow> Partitions { get; init; } = [];

    /// <summary>From occurrence to effect, all streams together, over the last ten seconds; null when nothing took effect.</summary>
    public LatencyStatistics? Latency { get; init; }

    /// <summary>Messages that wait in the topics; null when not all partitions are known.</summary>
    public long? Lag => Partitions.Count == 0 || Partitions.Any(static p => p.Lag is null) ? null : Partitions.Sum(static p => p.Lag);
}

/// <summary>What flows through a topic.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Group">Consumer group.</param>
/// <param name="Produced">Messages written to it, a second; null while unknown.</param>
/// <param name="Applied">Events that took effect, a second; null while unknown, as when the database is away.</param>
/// <param name="Lag">Messages that wait; null while unknown.</param>
/// <param name="Latency">From occurrence to effect over the last ten seconds; null when nothing took effect.</param>
public sealed record StreamFlow(string Topic, string Group, double? Produced, double? Applied, long? Lag, LatencyStatistics? Latency);

/// <summary>How far a group is in a partition; with a source that is away, as it was seen last.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="LogEnd">Offset the next message will have; null while unknown.</param>
/// <param name="Next">Offset the group goes on from; null while unknown.</param>
/// <param name="Applied">Events that took effect.</param>
/// <param name="Duplicates">Events that had taken effect before.</param>
/// <param name="DeadLettered">Messages given up.</param>
public sealed record PartitionFlow(
    string Group, string Topic, int Partition, long? LogEnd, long? Next, long Applied, long Duplicates, long DeadLettered)
{
    /// <summary>Messages not yet settled. What two sources say a moment apart may cross: never below 0.</summary>
    public long? Lag => LogEnd - Next is { } lag ? Math.Max(0, lag) : null;
}
