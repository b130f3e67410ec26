namespace Pipeline.Postgres.Model;

/// <summary>A message that could not even reach its dead-letter topic: a row of the table dead_letters.</summary>
public sealed class DeadLetterRecord
{
    /// <summary>Number of the row.</summary>
    public long Id { get; init; }

    /// <summary>Group that gave the message up.</summary>
    public required string ConsumerGroup { get; init; }

    /// <summary>Topic it came from.</summary>
    public required string Topic { get; init; }

    /// <summary>Partition it came from.</summary>
    public int Partition { get; init; }

    /// <summary>Offset it had there.</summary>
    public long MessageOffset { get; init; }

    /// <summary>Its timestamp there.</summary>
    public DateTime MessageTimestamp { get; init; }

    /// <summary>Its key.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Its value.</summary>
    public byte[]? Value { get; init; }

    /// <summary>Its event id, where it had one.</summary>
    public Guid? EventId { get; init; }

    /// <summary>Its version, where it had one.</summary>
    public int? Version { get; init; }

    /// <summary>Why: a name of the fault table or a refusal.</summary>
    public required string Reason { get; init; }

    /// <summary>The field or constraint at fault, never its content.</summary>
    public string? Detail { get; init; }

    /// <summary>SQLSTATE, where the database refused.</summary>
    public string? SqlState { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When the row was written.</summary>
    public DateTime RecordedAt { get; init; }
}
