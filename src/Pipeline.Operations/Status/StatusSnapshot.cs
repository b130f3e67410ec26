namespace Pipeline.Operations.Status;

/// <summary>The status of the pipeline at one time: the readings of all sources, and values computed from them. Immutable.</summary>
public sealed record StatusSnapshot
{
    /// <summary>The snapshot before the first read.</summary>
    public static StatusSnapshot None { get; } = new();

    /// <summary>Time of the snapshot, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>KAFKA_ENABLED. If false, the cluster is not read and there are no flows.</summary>
    public bool KafkaEnabled { get; init; } = true;

    /// <summary>Progress, outbox and the table dead_letters.</summary>
    public Reading<DatabaseStatistics> Database { get; init; } = Reading.None<DatabaseStatistics>();

    /// <summary>Brokers, partitions and ends of logs.</summary>
    public Reading<ClusterStatistics> Cluster { get; init; } = Reading.None<ClusterStatistics>();

    /// <summary>Consumer groups. A fault if the brokers cannot describe groups, as the embedded ones.</summary>
    public Reading<IReadOnlyList<GroupStatus>> Groups { get; init; } = Reading.None<IReadOnlyList<GroupStatus>>();

    /// <summary>The workers; empty if DASHBOARD_WORKERS is not set.</summary>
    public IReadOnlyList<WorkerState> Workers { get; init; } = [];

    /// <summary>One flow per stream.</summary>
    public IReadOnlyList<StreamFlow> Streams { get; init; } = [];

    /// <summary>One flow per partition of the streams.</summary>
    public IReadOnlyList<PartitionFlow> Partitions { get; init; } = [];

    /// <summary>Latency from occurrence to effect, all streams, over the last 10 s; null if no event took effect.</summary>
    public LatencyStatistics? Latency { get; init; }

    /// <summary>Lag of all partitions, messages; null if the lag of a partition is unknown.</summary>
    public long? Lag => Partitions.Count == 0 || Partitions.Any(static p => p.Lag is null) ? null : Partitions.Sum(static p => p.Lag);
}

/// <summary>Rates, lag and latency of a topic.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Group">Consumer group.</param>
/// <param name="Produced">Messages written to the topic per second; null while the cluster is unavailable.</param>
/// <param name="Applied">Events that took effect per second; null while the database is unavailable.</param>
/// <param name="Lag">Lag, messages; null while unknown.</param>
/// <param name="Latency">Latency from occurrence to effect over the last 10 s; null if no event took effect.</param>
public sealed record StreamFlow(string Topic, string Group, double? Produced, double? Applied, long? Lag, LatencyStatistics? Latency);

/// <summary>Progress of a group in a partition. While a source is unavailable, the last known values.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="LogEnd">Log end offset; null while unknown.</param>
/// <param name="Next">Next offset of the group; null while unknown.</param>
/// <param name="Applied">Events that took effect.</param>
/// <param name="Duplicates">Events that had taken effect before.</param>
/// <param name="DeadLettered">Messages stored as dead letters.</param>
public sealed record PartitionFlow(
    string Group, string Topic, int Partition, long? LogEnd, long? Next, long Applied, long Duplicates, long DeadLettered)
{
    /// <summary>Lag, messages. At least 0, because the two offsets are not read at the same time.</summary>
    public long? Lag => LogEnd - Next is { } lag ? Math.Max(0, lag) : null;
}
