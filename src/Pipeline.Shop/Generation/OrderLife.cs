using Pipeline.Shop.Records;

namespace Pipeline.Shop.Generation;

/// <summary>
/// The status changes of an order: created → paid → shipped → delivered, or cancelled before it is shipped. The shares are assumed;
/// edit them as needed. Not thread-safe: use one instance per thread, each with its own fork.
/// </summary>
/// <param name="random">Used for every step with a choice.</param>
public sealed class OrderLife(SeededRandom random)
{
    /// <summary>Share of created orders that are cancelled unpaid.</summary>
    private const double CancelledUnpaid = 0.08;

    /// <summary>Share of paid orders that are cancelled before shipping.</summary>
    private const double CancelledPaid = 0.04;

    /// <summary>The states with a next step.</summary>
    public static IReadOnlyList<string> OpenStates { get; } = [OrderStatus.Created, OrderStatus.Paid, OrderStatus.Shipped];

    /// <summary>Whether an order in this state has a next step.</summary>
    public static bool IsOpen(string status) => OpenStates.Contains(status);

    /// <summary>The order after its next step; only the status differs.</summary>
    /// <exception cref="ArgumentException">The order is not open.</exception>
    public Order Next(Order order) => order with { Status = After(order.Status) };

    private string After(string status) => status switch
    {
        OrderStatus.Created => random.Chance(CancelledUnpaid) ? OrderStatus.Cancelled : OrderStatus.Paid,
        OrderStatus.Paid => random.Chance(CancelledPaid) ? OrderStatus.Cancelled : OrderStatus.Shipped,
        OrderStatus.Shipped => OrderStatus.Delivered,
        _ => throw new ArgumentException($"An order with status '{status}' has no next step.", nameof(status)),
    };
}
