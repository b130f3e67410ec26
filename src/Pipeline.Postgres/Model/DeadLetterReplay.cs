namespace Pipeline.Postgres.Model;

/// <summary>
/// A replayed dead letter: a row of the table dead_letter_replays. The key is the original position, so a dead letter that was stored
/// twice has one row. If the replayed message fails again, its new position identifies it.
/// </summary>
public sealed class DeadLetterReplay
{
    /// <summary>Original topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Id of the original topic, see <see cref="ConsumerProgress.TopicId"/>.</summary>
    public Guid TopicId { get; init; }

    /// <summary>Original partition.</summary>
    public int Partition { get; init; }

    /// <summary>Original offset.</summary>
    public long MessageOffset { get; init; }

    /// <summary>Number of replays including this one, from 1.</summary>
    public int Replays { get; init; }

    /// <summary>Time of the replay, by the database's clock.</summary>
    public DateTime ReplayedAt { get; init; }

    /// <summary>Id of the topic of the replayed message.</summary>
    public Guid NewTopicId { get; init; }

    /// <summary>Partition of the replayed message.</summary>
    public int NewPartition { get; init; }

    /// <summary>Offset of the replayed message.</summary>
    public long NewOffset { get; init; }
}
