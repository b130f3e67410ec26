using Pipeline.Kafka.Producing;
using Pipeline.Kafka.Schemas;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka;

/// <summary>The settings KAFKA_….</summary>
public sealed record KafkaOptions
{
    /// <summary>KAFKA_ENABLED (true): whether events are published and consumed.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Address and credentials of the cluster.</summary>
    public required KafkaConnection Connection { get; init; }

    /// <summary>KAFKA_TOPIC_NAME for each stream.</summary>
    public required TopicNames Topics { get; init; }

    /// <summary>KAFKA_PARTITIONS (unset: the number in deploy/kafka/topics.json): partitions of each stream's topic, 1–1,000.</summary>
    public int? Partitions { get; init; }

    /// <summary>The declared topics, with the names and number of partitions from the settings.</summary>
    public required IReadOnlyList<TopicDeclaration> DeclaredTopics { get; init; }

    /// <summary>The partitions of all streams, ordered by stream and number.</summary>
    public IEnumerable<PartitionId> StreamPartitions => Kafka.Topics.StreamPartitions.Of(Topics, DeclaredTopics);

    /// <summary>KAFKA_LINGER_MS, KAFKA_COMPRESSION, KAFKA_BATCH_BYTES.</summary>
    public required ProducerSettings Producer { get; init; }

    /// <summary>KAFKA_GROUP_PROTOCOL (classic): true for the value consumer (KIP-848).</summary>
    public required bool NewGroupProtocol { get; init; }

    /// <summary>KAFKA_SESSION_TIMEOUT_MS (45,000): how long a group waits for a silent member, 1,000–1,800,000 ms.</summary>
    public required TimeSpan SessionTimeout { get; init; }

    /// <summary>SCHEMA_REGISTRY_….</summary>
    public RegistryOptions SchemaRegistry { get; init; } = new();

    /// <summary>KAFKA_GROUP_PREFIX (none): prefix of the consumer groups' names in Kafka.</summary>
    public string GroupPrefix { get; init; } = "";

    /// <summary>
    /// KAFKA_MAX_LAG (unset): relays pause while the lag of a partition exceeds this number of messages. For clusters that drop old
    /// messages, such as the embedded one.
    /// </summary>
    public int? MaxLag { get; init; }
}
