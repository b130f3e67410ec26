using Pipeline.Postgres.Verification;

namespace Pipeline.Postgres.Watching;

/// <summary>How far the database says that things have come.</summary>
/// <param name="Progress">A row a group and partition.</param>
/// <param name="OutboxWaiting">Events committed and not yet acknowledged by Kafka; at most one more than <see cref="CountedTo"/>.</param>
/// <param name="OutboxOldest">How long the oldest of them has waited.</param>
/// <param name="DeadLetterRows">Messages in the table dead_letters.</param>
public sealed record DatabaseFigures(IReadOnlyList<PartitionProgress> Progress, long OutboxWaiting, TimeSpan OutboxOldest, long DeadLetterRows)
{
    /// <summary>A longer backlog is not counted to its end: once a second, that would cost the database what the relays need.</summary>
    public const long CountedTo = 200_000;

    /// <summary>Whether more wait than were counted.</summary>
    public bool OutboxHasMore => OutboxWaiting > CountedTo;
}

/// <summary>Orders of a category or region.</summary>
/// <param name="Name">Its name, as the shop writes it.</param>
/// <param name="Orders">Orders that count (not cancelled).</param>
/// <param name="Revenue">What the customers pay, won.</param>
public sealed record ShopFigure(string Name, long Orders, long Revenue);

/// <summary>What took effect in the shop, summed over all days.</summary>
/// <param name="Categories">By category, the largest revenue first.</param>
/// <param name="Regions">By province or metropolitan city, the largest revenue first.</param>
public sealed record ShopFigures(IReadOnlyList<ShopFigure> Categories, IReadOnlyList<ShopFigure> Regions)
{
    /// <summary>Orders in all.</summary>
    public long Orders => Categories.Sum(static c => c.Orders);

    /// <summary>Revenue in all, won.</summary>
    public long Revenue => Categories.Sum(static c => c.Revenue);
}
