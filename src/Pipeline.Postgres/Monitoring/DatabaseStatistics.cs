using Pipeline.Postgres.Verification;

namespace Pipeline.Postgres.Monitoring;

/// <summary>Statistics of the database for status reports.</summary>
/// <param name="Progress">Progress per consumer group and partition.</param>
/// <param name="OutboxWaiting">Number of events in the outbox, counted up to <see cref="CountLimit"/> + 1.</param>
/// <param name="OutboxOldest">Age of the oldest counted event.</param>
/// <param name="DeadLetterRows">Number of rows in the table dead_letters, counted up to <see cref="CountLimit"/> + 1.</param>
/// <param name="OldestTransaction">The oldest open transaction; null if none is open.</param>
public sealed record DatabaseStatistics(
    IReadOnlyList<PartitionProgress> Progress, long OutboxWaiting, TimeSpan OutboxOldest, long DeadLetterRows,
    OldestTransaction? OldestTransaction = null)
{
    /// <summary>Maximum backlog that is counted. Counting a longer one every second would slow down the relays.</summary>
    public const long CountLimit = 200_000;

    /// <summary>Whether the outbox has more events than <see cref="CountLimit"/>.</summary>
    public bool OutboxHasMore => OutboxWaiting > CountLimit;
}
