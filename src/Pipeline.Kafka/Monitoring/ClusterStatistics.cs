using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Monitoring;

/// <summary>A broker of the cluster.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Address">host:port; null for one that partitions know and the cluster does not list: it is away.</param>
public sealed record BrokerStatus(int Id, string? Address)
{
    /// <summary>Whether the cluster counts it in.</summary>
    public bool IsUp => Address is not null;
}

/// <summary>A partition of a topic.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="Leader">The broker that serves it; null while there is none.</param>
/// <param name="Replicas">The brokers that should have it.</param>
/// <param name="InSync">Those that have all of it.</param>
public sealed record PartitionStatus(string Topic, int Partition, int? Leader, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync)
{
    /// <summary>Whether copies are missing.</summary>
    public bool IsUnderReplicated => InSync.Count < Replicas.Count;
}

/// <summary>The cluster as its brokers describe it.</summary>
/// <param name="Brokers">By number.</param>
/// <param name="Partitions">Of the shop's topics and their dead-letter topics, by topic and number.</param>
/// <param name="LogEnds">First and next offset of those whose leader answered, by topic and number.</param>
public sealed record ClusterStatistics(
    IReadOnlyList<BrokerStatus> Brokers, IReadOnlyList<PartitionStatus> Partitions, IReadOnlyDictionary<(string Topic, int Partition), LogEnd> LogEnds)
{
    /// <summary>Partitions that miss copies.</summary>
    public int UnderReplicated => Partitions.Count(static p => p.IsUnderReplicated);
}

/// <summary>A consumer group as the brokers know it.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="State">Kafka's word for its state, such as Stable.</param>
/// <param name="Members">How many members it has; which partitions each has, the workers say.</param>
public sealed record GroupStatus(string Group, string State, int Members);
