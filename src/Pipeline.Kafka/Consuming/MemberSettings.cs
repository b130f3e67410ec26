using Pipeline.Streams.Definitions;

namespace Pipeline.Kafka.Consuming;

/// <summary>What a member of a consumer group needs to know.</summary>
public sealed record MemberSettings
{
    /// <summary>The stream it takes (CONSUMER_TOPIC).</summary>
    public required StreamDefinition Stream { get; init; }

    /// <summary>Name of the topic in Kafka.</summary>
    public required string TopicName { get; init; }

    /// <summary>Stands before the group's name in Kafka (KAFKA_GROUP_PREFIX): several systems on one cluster need groups of their own.</summary>
    public string GroupPrefix { get; init; } = "";

    /// <summary>Most events of one transaction, 1–10,000 (CONSUMER_BATCH).</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>
    /// How long a batch collects before it is applied although it is not full. Many small transactions cost the database more
    /// than these milliseconds cost the reader.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(15);

    /// <summary>How long the group waits for a silent member before it gives its partitions away.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Whether the group uses the protocol of KIP-848 (KAFKA_GROUP_PROTOCOL=consumer) instead of the classic one.</summary>
    public bool NewGroupProtocol { get; init; }

    /// <summary>How long a stopping member may take to apply what it has in hand, and again to leave the group.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
