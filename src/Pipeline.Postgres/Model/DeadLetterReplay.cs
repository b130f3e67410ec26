namespace Pipeline.Postgres.Model;

/// <summary>
/// A dead letter that was sent again: a row of the table dead_letter_replays. Its key is where the message first came from, so
/// a letter kept twice is one, and a message that comes back is recognised by the place it was sent to.
/// </summary>
public sealed class DeadLetterReplay
{
    /// <summary>Topic the letter's message came from.</summary>
    public required string Topic { get; init; }

    /// <summary>Partition there.</summary>
    public int Partition { get; init; }

    /// <summary>Offset there.</summary>
    public long MessageOffset { get; init; }

    /// <summary>How often this message has been sent again, from 1.</summary>
    public int Replays { get; init; }

    /// <summary>When it was, by the database's clock.</summary>
    public DateTime ReplayedAt { get; init; }

    /// <summary>Partition of the topic that it was sent to.</summary>
    public int NewPartition { get; init; }

    /// <summary>Offset that it has there.</summary>
    public long NewOffset { get; init; }
}
