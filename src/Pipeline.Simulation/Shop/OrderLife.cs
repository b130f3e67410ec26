using Pipeline.Streams.Shop;

namespace Pipeline.Simulation.Shop;

/// <summary>
/// What becomes of an order: created → paid → shipped → delivered, or cancelled before it is shipped. Shares are assumed; edit
/// them freely. Not thread-safe: one instance a thread, each with a fork of its own.
/// </summary>
/// <param name="random">Drawn from with every step that has a choice.</param>
public sealed class OrderLife(SeededRandom random)
{
    /// <summary>Orders that are never paid.</summary>
    private const double CancelledUnpaid = 0.08;

    /// <summary>Paid orders that are called off before they are shipped.</summary>
    private const double CancelledPaid = 0.04;

    /// <summary>The states that are not the last.</summary>
    public static IReadOnlyList<string> OpenStates { get; } = [OrderStatus.Created, OrderStatus.Paid, OrderStatus.Shipped];

    /// <summary>Whether anything can still become of an order in this state.</summary>
    public static bool IsOpen(string status) => OpenStates.Contains(status);

    /// <summary>The order after its next step; only the status differs.</summary>
    /// <exception cref="ArgumentException">The order is not open.</exception>
    public Order Next(Order order) => order with { Status = After(order.Status) };

    private string After(string status) => status switch
    {
        OrderStatus.Created => random.Chance(CancelledUnpaid) ? OrderStatus.Cancelled : OrderStatus.Paid,
        OrderStatus.Paid => random.Chance(CancelledPaid) ? OrderStatus.Cancelled : OrderStatus.Shipped,
        OrderStatus.Shipped => OrderStatus.Delivered,
        _ => throw new ArgumentException($"Nothing becomes of an order that is {status}.", nameof(status)),
    };
}
