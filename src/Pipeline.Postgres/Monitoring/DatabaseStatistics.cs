using Pipeline.Postgres.Verification;

namespace Pipeline.Postgres.Monitoring;

/// <summary>How far the database says that things have come.</summary>
/// <param name="Progress">A row a group and partition.</param>
/// <param name="OutboxWaiting">Events committed and not yet acknowledged by Kafka; at most one more than <see cref="CountedTo"/>.</param>
/// <param name="OutboxOldest">How long the oldest of them has waited.</param>
/// <param name="DeadLetterRows">Messages in the table dead_letters.</param>
public sealed record DatabaseStatistics(IReadOnlyList<PartitionProgress> Progress, long OutboxWaiting, TimeSpan OutboxOldest, long DeadLetterRows)
{
    /// <summary>A longer backlog is not counted to its end: once a second, that would cost the database what the relays need.</summary>
    public const long CountedTo = 200_000;

    /// <summary>Whether more wait than were counted.</summary>
    public bool OutboxHasMore => OutboxWaiting > CountedTo;
}
