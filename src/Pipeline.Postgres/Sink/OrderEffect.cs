using Pipeline.Events.Batches;
using Pipeline.Events.Shop;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// What an event changes in order_totals: +1 when an order begins to count, −1 when it ceases to, else 0. The event carries the
/// state before it, so its effect does not depend on which other events have arrived: the sum is right in any order.
/// </summary>
internal static class OrderEffect
{
    public static int[] Of(OrderBatch batch, int start, int count)
    {
        var effects = new int[count];
        for (var i = 0; i < count; i++)
            effects[i] = Counted(batch.Status[start + i]) - Counted(batch.PreviousStatus[start + i]);
        return effects;
    }

    private static int Counted(string? status) => status is not null && OrderStatus.Counts(status) ? 1 : 0;
}
