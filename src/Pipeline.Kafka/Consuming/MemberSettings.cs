namespace Pipeline.Kafka.Consuming;

/// <summary>Settings of a member of a consumer group.</summary>
public sealed record MemberSettings
{
    /// <summary>The stream to consume (CONSUMER_TOPIC).</summary>
    public required StreamDefinition Stream { get; init; }

    /// <summary>Schemas of Avro messages. Not used for JSON.</summary>
    public ISchemaSource? Schemas { get; init; }

    /// <summary>Name of the topic in Kafka.</summary>
    public required string TopicName { get; init; }

    /// <summary>Prefix of the group's name in Kafka (KAFKA_GROUP_PREFIX). Separates several systems on one cluster.</summary>
    public string GroupPrefix { get; init; } = "";

    /// <summary>Maximum number of events per transaction, 1–10,000 (CONSUMER_BATCH). A batch also ends at 4 MiB.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>How long a batch collects before it is applied although it is not full. Longer batches need fewer transactions.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>How long the group waits for a silent member before it reassigns the member's partitions.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>True for the group protocol of KIP-848 (KAFKA_GROUP_PROTOCOL=consumer), false for the classic one.</summary>
    public bool NewGroupProtocol { get; init; }

    /// <summary>Timeout at stop for applying the collected messages, and again for leaving the group.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The decoder of the stream's messages.</summary>
    internal EventDecoder NewDecoder() => Schemas is null ? Stream.Decoder : Stream.DecoderWith(Schemas);
}
