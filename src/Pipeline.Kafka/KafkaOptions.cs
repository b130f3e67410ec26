using Pipeline.Kafka.Producing;
using Pipeline.Kafka.Topics;
using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka;

/// <summary>KAFKA_… .</summary>
public sealed record KafkaOptions
{
    /// <summary>KAFKA_ENABLED (true): whether events are published and consumed.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Address and credentials of the cluster.</summary>
    public required KafkaConnection Connection { get; init; }

    /// <summary>KAFKA_TOPIC_NAME for each stream.</summary>
    public required TopicNames Topics { get; init; }

    /// <summary>KAFKA_PARTITIONS (unset: as deploy/kafka/topics.json declares): partitions of each stream's topic, 1–1,000.</summary>
    public int? Partitions { get; init; }

    /// <summary>The topics as they must be: the declaration, with the names and partitions that are set.</summary>
    public required IReadOnlyList<TopicDeclaration> DeclaredTopics { get; init; }

    /// <summary>The partitions of the streams, by stream and number.</summary>
    public IEnumerable<PartitionId> StreamPartitions => Kafka.Topics.StreamPartitions.Of(Topics, DeclaredTopics);

    /// <summary>KAFKA_LINGER_MS, KAFKA_COMPRESSION, KAFKA_BATCH_BYTES.</summary>
    public required ProducerSettings Producer { get; init; }

    /// <summary>KAFKA_GROUP_PROTOCOL (classic): whether it is consumer (KIP-848).</summary>
    public required bool NewGroupProtocol { get; init; }

    /// <summary>KAFKA_SESSION_TIMEOUT_MS (45,000): how long a group waits for a silent member, 1,000–1,800,000 ms.</summary>
    public required TimeSpan SessionTimeout { get; init; }

    /// <summary>KAFKA_GROUP_PREFIX (none): prefix of the consumer groups' names in Kafka.</summary>
    public string GroupPrefix { get; init; } = "";

    /// <summary>
    /// KAFKA_MAX_LAG (unset): messages per partition by which the slowest group may be behind before relays wait for it. For clusters
    /// that drop old messages, as the embedded one does.
    /// </summary>
    public int? MaxLag { get; init; }
}
