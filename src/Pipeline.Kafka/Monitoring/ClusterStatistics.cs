using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Monitoring;

/// <summary>A broker of the cluster.</summary>
/// <param name="Id">Broker id.</param>
/// <param name="Address">host:port; null for a broker that has replicas but is not in the cluster's metadata.</param>
public sealed record BrokerStatus(int Id, string? Address)
{
    /// <summary>Whether the broker is in the cluster's metadata.</summary>
    public bool IsUp => Address is not null;
}

/// <summary>A partition of a topic.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Number of the partition.</param>
/// <param name="Leader">Id of the leader; null while there is none.</param>
/// <param name="Replicas">Ids of the brokers that are assigned a replica, ascending.</param>
/// <param name="InSync">Ids of the in-sync replicas, ascending.</param>
public sealed record PartitionStatus(string Topic, int Partition, int? Leader, IReadOnlyList<int> Replicas, IReadOnlyList<int> InSync)
{
    /// <summary>Whether a replica is not in sync.</summary>
    public bool IsUnderReplicated => InSync.Count < Replicas.Count;
}

/// <summary>The state of the cluster, as its brokers report it.</summary>
/// <param name="Brokers">Brokers, ordered by id.</param>
/// <param name="Partitions">Partitions of the requested topics, by topic and number.</param>
/// <param name="LogEnds">First and next offset of the partitions whose leader answered, by topic and number.</param>
public sealed record ClusterStatistics(
    IReadOnlyList<BrokerStatus> Brokers, IReadOnlyList<PartitionStatus> Partitions,
    IReadOnlyDictionary<(string Topic, int Partition), LogEnd> LogEnds)
{
    /// <summary>Number of under-replicated partitions.</summary>
    public int UnderReplicated => Partitions.Count(static p => p.IsUnderReplicated);
}

/// <summary>A consumer group, as the brokers report it.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="State">Kafka's name of its state, for example Stable.</param>
/// <param name="Members">Number of members. The workers report which partitions each member has.</param>
public sealed record GroupStatus(string Group, string State, int Members);
