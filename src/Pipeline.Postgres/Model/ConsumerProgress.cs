namespace Pipeline.Postgres.Model;

/// <summary>Progress of a consumer group in a partition: a row of the table consumer_progress.</summary>
public sealed class ConsumerProgress
{
    /// <summary>Consumer group.</summary>
    public required string ConsumerGroup { get; init; }

    /// <summary>Name of the topic in Kafka.</summary>
    public required string Topic { get; init; }

    /// <summary>Number of the partition, from 0.</summary>
    public int Partition { get; init; }

    /// <summary>Id that Kafka gave the topic when it was created; zero if it is unknown. A recreated topic has another id.</summary>
    public Guid TopicId { get; init; }

    /// <summary>First offset that the group consumed.</summary>
    public long FirstOffset { get; init; }

    /// <summary>Next offset to apply. Consumers use this and not the offset committed in Kafka.</summary>
    public long NextOffset { get; init; }

    /// <summary>Number of events applied.</summary>
    public long Applied { get; init; }

    /// <summary>Number of events skipped because they were already applied.</summary>
    public long Duplicates { get; init; }

    /// <summary>Number of messages stored as dead letters.</summary>
    public long DeadLettered { get; init; }

    /// <summary>Number of offsets without a message: transaction markers, aborted and compacted messages.</summary>
    public long Skipped { get; init; }

    /// <summary>When the progress was reset because the topic was recreated; null if it never was.</summary>
    public DateTime? ResetAt { get; init; }

    /// <summary>Time of the last write.</summary>
    public DateTime UpdatedAt { get; init; }
}
