using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.Shop.Live;

/// <summary>
/// The orders that something will still become of, the longest untouched first; bounded. When it is full new orders are left
/// as they are, so that those in it come to their end. Thread-safe.
/// </summary>
internal sealed class OpenOrders
{
    /// <summary>Most orders it holds.</summary>
    public const int AtMost = 2_000;

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

    /// <summary>Takes up new orders as far as there is room.</summary>
    public void AddPlaced(IReadOnlyList<Order> orders)
    {
        lock (_lock)
        {
            for (var i = 0; i < orders.Count && _orders.Count < AtMost; i++)
                _orders.Enqueue(new(orders[i], 1));
        }
    }

    /// <summary>Puts an order behind the others; one that is at its end goes.</summary>
    public void Add(Versioned<Order> order)
    {
        if (!OrderLife.IsOpen(order.Row.Status))
            return;
        lock (_lock)
            _orders.Enqueue(order);
    }

    /// <summary>Takes out as many as there are, at most <paramref name="count"/>.</summary>
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
