using Confluent.Kafka;
using Pipeline.Streams.Delivery;
using Pipeline.Kafka;
using Pipeline.Kafka.Producing;
using Pipeline.Kafka.Topics;

namespace Pipeline.Hosting.Options;

/// <summary>KAFKA_… .</summary>
public sealed record KafkaOptions
{
    /// <summary>KAFKA_ENABLED (true): whether anything is published or consumed.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Where the cluster is, and as whom to connect.</summary>
    public required KafkaConnection Connection { get; init; }

    /// <summary>KAFKA_TOPIC_USERS, _PRODUCTS, _ORDERS.</summary>
    public required TopicNames Topics { get; init; }

    /// <summary>KAFKA_PARTITIONS (unset: as deploy/kafka/topics.json declares): partitions of each of the three topics, 1–1,000.</summary>
    public int? Partitions { get; init; }

    /// <summary>The topics as they have to be: the declaration, with what is set in its place.</summary>
    public IReadOnlyList<TopicDeclaration> DeclaredTopics => TopicFile.BuiltIn(Topics, Partitions);

    /// <summary>The partitions of the three streams, by stream and number.</summary>
    public IEnumerable<PartitionId> StreamPartitions => ShopPartitions.Of(Topics, Partitions);

    /// <summary>KAFKA_LINGER_MS, KAFKA_COMPRESSION, KAFKA_BATCH_BYTES.</summary>
    public required ProducerSettings Producer { get; init; }

    /// <summary>KAFKA_GROUP_PROTOCOL (classic): classic or consumer (KIP-848).</summary>
    public required bool NewGroupProtocol { get; init; }

    /// <summary>KAFKA_SESSION_TIMEOUT_MS (45,000): how long a group waits for a silent member, 1,000–1,800,000 ms.</summary>
    public required TimeSpan SessionTimeout { get; init; }

    /// <summary>KAFKA_GROUP_PREFIX (none): stands before the consumer groups' names in Kafka.</summary>
    public string GroupPrefix { get; init; } = "";

    /// <summary>
    /// KAFKA_MAX_LAG (unset): messages a partition that may wait for the slowest group before relays wait for it too. For
    /// clusters that forget, as the embedded one; real ones keep what is not read yet.
    /// </summary>
    public int? MaxLag { get; init; }

    internal static KafkaOptions Read(SettingsReader reader) => new()
    {
        Enabled = reader.Switch("KAFKA_ENABLED", unset: true),
        Connection = KafkaConnectionSettings.Read(reader),
        Topics = ReadTopics(reader),
        Partitions = (int?)reader.OptionalNumber("KAFKA_PARTITIONS", 1, 1_000, "a number of partitions"),
        Producer = ReadProducer(reader),
        NewGroupProtocol = reader.Choice("KAFKA_GROUP_PROTOCOL", false, ("classic", false), ("consumer", true)),
        SessionTimeout = TimeSpan.FromMilliseconds(
            reader.Number("KAFKA_SESSION_TIMEOUT_MS", 45_000, 1_000, 1_800_000, "a number of milliseconds")),
        GroupPrefix = reader.Text("KAFKA_GROUP_PREFIX", ""),
        MaxLag = (int?)reader.OptionalNumber("KAFKA_MAX_LAG", 1, int.MaxValue, "a number of messages"),
    };

    private static TopicNames ReadTopics(SettingsReader reader)
    {
        var names = new TopicNames(
            reader.Text("KAFKA_TOPIC_USERS", "users"), reader.Text("KAFKA_TOPIC_PRODUCTS", "products"), reader.Text("KAFKA_TOPIC_ORDERS", "orders"));
        if (new HashSet<string>([names.Users, names.Products, names.Orders], StringComparer.Ordinal).Count < 3)
            reader.Fault("KAFKA_TOPIC_USERS, KAFKA_TOPIC_PRODUCTS and KAFKA_TOPIC_ORDERS must be three different topics.");
        return names;
    }

    private static ProducerSettings ReadProducer(SettingsReader reader) => new()
    {
        LingerMs = reader.Number("KAFKA_LINGER_MS", 10, 0, 1000, "a number of milliseconds"),
        Compression = reader.Choice(
            "KAFKA_COMPRESSION", CompressionType.Lz4, ("lz4", CompressionType.Lz4), ("none", CompressionType.None),
            ("gzip", CompressionType.Gzip), ("snappy", CompressionType.Snappy), ("zstd", CompressionType.Zstd)),
        BatchBytes = reader.Number("KAFKA_BATCH_BYTES", 1_000_000, 1_000, 10_000_000, "a number of bytes"),
    };
}
