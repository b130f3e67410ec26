using Pipeline.Streams;
using Pipeline.Streams.Batches;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Envelopes;
using Pipeline.Streams.Shop;
using Pipeline.Postgres.Outbox;

namespace Pipeline.Postgres.Bulk;

/// <summary>New or changed rows with their events, as columns: the batch for the table, the rest for the outbox.</summary>
internal sealed class EventRows(EventBatch batch, EventType type)
{
    public EventBatch Batch { get; } = batch;

    public EventType Type { get; } = type;

    public short[] Lane { get; } = new short[batch.Capacity];

    public string[] Key { get; } = new string[batch.Capacity];

    public byte[][] Payload { get; } = new byte[batch.Capacity][];

    public static EventRows Of(IReadOnlyList<User> users, TimeProvider time)
    {
        var batch = new UserBatch(users.Count);
        return new EventRows(batch, EventType.UserCreated)
            .Fill(users, time, static u => (u.UserId, 1), static (w, e, u) => w.Write(e, u), (u, e) => batch.Add(u, e.EventId, e.Version));
    }

    public static EventRows Of(IReadOnlyList<Product> products, TimeProvider time)
    {
        var batch = new ProductBatch(products.Count);
        return new EventRows(batch, EventType.ProductCreated)
            .Fill(products, time, static p => (p.ProductId, 1), static (w, e, p) => w.Write(e, p), (p, e) => batch.Add(p, e.EventId, e.Version));
    }

    public static EventRows Of(IReadOnlyList<Order> orders, TimeProvider time)
    {
        var batch = new OrderBatch(orders.Count);
        return new EventRows(batch, EventType.OrderCreated)
            .Fill(orders, time, static o => (o.UserId, 1), static (w, e, o) => w.Write(e, o), (o, e) => batch.Add(o, e.EventId, e.Version));
    }

    public static EventRows Of(IReadOnlyList<Change<User>> users, TimeProvider time)
    {
        var batch = new UserBatch(users.Count);
        return new EventRows(batch, EventType.UserUpdated)
            .Fill(users, time, static c => (c.After.UserId, c.Version), static (w, e, c) => w.Write(e, c.After), (c, e) => batch.Add(c.After, e.EventId, e.Version));
    }

    public static EventRows Of(IReadOnlyList<Change<Product>> products, TimeProvider time)
    {
        var batch = new ProductBatch(products.Count);
        return new EventRows(batch, EventType.ProductUpdated)
            .Fill(products, time, static c => (c.After.ProductId, c.Version), static (w, e, c) => w.Write(e, c.After), (c, e) => batch.Add(c.After, e.EventId, e.Version));
    }

    public static EventRows Of(IReadOnlyList<Change<Order>> orders, TimeProvider time)
    {
        var batch = new OrderBatch(orders.Count);
        return new EventRows(batch, EventType.OrderStatusChanged)
            .Fill(
                orders, time, static c => (c.After.UserId, c.Version), static (w, e, c) => w.Write(e, c.After, c.Before.Status),
                (c, e) => batch.Add(c.After, e.EventId, e.Version, c.Before.Status));
    }

    private EventRows Fill<T>(
        IReadOnlyList<T> rows, TimeProvider time, Func<T, (string Key, int Version)> identity, Func<EventWriter, Envelope, T, byte[]> write, Action<T, Envelope> add)
    {
        using var writer = new EventWriter();
        for (var i = 0; i < rows.Count; i++)
        {
            var (key, version) = identity(rows[i]);
            var envelope = Envelope.Create(Type, version, time);
            Key[i] = key;
            Lane[i] = OutboxLane.Of(key);
            Payload[i] = write(writer, envelope, rows[i]);
            add(rows[i], envelope);
        }

        return this;
    }
}
