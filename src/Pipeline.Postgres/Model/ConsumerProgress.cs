namespace Pipeline.Postgres.Model;

/// <summary>How far a consumer group has come in a partition: a row of the table consumer_progress.</summary>
public sealed class ConsumerProgress
{
    /// <summary>Consumer group.</summary>
    public required string ConsumerGroup { get; init; }

    /// <summary>Topic, by its name in Kafka.</summary>
    public required string Topic { get; init; }

    /// <summary>Partition, from 0.</summary>
    public int Partition { get; init; }

    /// <summary>Offset the group began at.</summary>
    public long FirstOffset { get; init; }

    /// <summary>Offset the group goes on from. The one truth: Kafka's committed offset is only a hint.</summary>
    public long NextOffset { get; init; }

    /// <summary>Events that took effect.</summary>
    public long Applied { get; init; }

    /// <summary>Events that had taken effect before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Messages put into the dead-letter topic.</summary>
    public long DeadLettered { get; init; }

    /// <summary>When the row was last written.</summary>
    public DateTime UpdatedAt { get; init; }
}
