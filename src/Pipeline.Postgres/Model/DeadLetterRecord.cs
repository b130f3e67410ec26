namespace Pipeline.Postgres.Model;

/// <summary>A dead letter that could not be sent to the dead-letter topic: a row of the table dead_letters.</summary>
public sealed class DeadLetterRecord
{
    /// <summary>Id of the row, ascending.</summary>
    public long Id { get; init; }

    /// <summary>Consumer group that dead-lettered the message.</summary>
    public required string ConsumerGroup { get; init; }

    /// <summary>Original topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Id of the original topic, see <see cref="ConsumerProgress.TopicId"/>.</summary>
    public Guid TopicId { get; init; }

    /// <summary>Original partition.</summary>
    public int Partition { get; init; }

    /// <summary>Original offset.</summary>
    public long MessageOffset { get; init; }

    /// <summary>Original timestamp, UTC.</summary>
    public DateTime MessageTimestamp { get; init; }

    /// <summary>Original key.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Original value; null for a tombstone.</summary>
    public byte[]? Value { get; init; }

    /// <summary>Event id; null if it could not be read.</summary>
    public Guid? EventId { get; init; }

    /// <summary>Version; null if it could not be read.</summary>
    public int? Version { get; init; }

    /// <summary>Name of a refusal or of a fault in the fault table.</summary>
    public required string Reason { get; init; }

    /// <summary>Name of the invalid field, never its value.</summary>
    public string? Detail { get; init; }

    /// <summary>SQLSTATE if the database refused the row.</summary>
    public string? SqlState { get; init; }

    /// <summary>Number of attempts to write the row; 0 if the message was refused before.</summary>
    public int Attempts { get; init; }

    /// <summary>Time of the insert.</summary>
    public DateTime RecordedAt { get; init; }
}
