using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;

namespace Pipeline.Shop.Live;

/// <summary>
/// A bounded queue of the orders that have a next status, least recently updated first. When it is full, new orders are not added, so
/// that the queued orders reach their final status. Thread-safe.
/// </summary>
internal sealed class OpenOrders
{
    /// <summary>Maximum number of orders.</summary>
    public const int Capacity = 2_000;

    private readonly Queue<Versioned<Order>> _orders = new();
    private readonly Lock _lock = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _orders.Count;
        }
    }

    /// <summary>Adds new orders until the queue is full.</summary>
    public void AddPlaced(IReadOnlyList<Order> orders)
    {
        lock (_lock)
        {
            for (var i = 0; i < orders.Count && _orders.Count < Capacity; i++)
                _orders.Enqueue(new(orders[i], 1));
        }
    }

    /// <summary>Adds an order at the end. Ignores an order in its final status, or with the highest version.</summary>
    public void Add(Versioned<Order> order)
    {
        if (!OrderLife.IsOpen(order.Row.Status) || order.Version >= Envelope.MaxVersion)
            return;
        lock (_lock)
            _orders.Enqueue(order);
    }

    /// <summary>Removes and returns the first orders, at most <paramref name="count"/>.</summary>
    public List<Versioned<Order>> Take(int count)
    {
        var taken = new List<Versioned<Order>>();
        lock (_lock)
        {
            while (taken.Count < count && _orders.TryDequeue(out var order))
                taken.Add(order);
        }

        return taken;
    }
}
