using Pipeline.Events;
using Pipeline.Events.Batches;
using Pipeline.Events.Envelopes;
using Pipeline.Events.Shop;
using Pipeline.Postgres.Outbox;

namespace Pipeline.Postgres.Bulk;

/// <summary>New rows with their events, as columns: the batch for the table, the rest for the outbox.</summary>
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
        return Fill(users, new(batch, EventType.UserCreated), time, u => u.UserId, (w, e, u) => w.Write(e, u), (u, e) => batch.Add(u, e.EventId, e.Version));
    }

    public static EventRows Of(IReadOnlyList<Product> products, TimeProvider time)
    {
        var batch = new ProductBatch(products.Count);
        return Fill(products, new(batch, EventType.ProductCreated), time, p => p.ProductId, (w, e, p) => w.Write(e, p), (p, e) => batch.Add(p, e.EventId, e.Version));
    }

    public static EventRows Of(IReadOnlyList<Order> orders, TimeProvider time)
    {
        var batch = new OrderBatch(orders.Count);
        return Fill(orders, new(batch, EventType.OrderCreated), time, o => o.UserId, (w, e, o) => w.Write(e, o), (o, e) => batch.Add(o, e.EventId, e.Version));
    }

    private static EventRows Fill<T>(
        IReadOnlyList<T> rows, EventRows target, TimeProvider time, Func<T, string> key, Func<EventWriter, Envelope, T, byte[]> write, Action<T, Envelope> add)
    {
        using var writer = new EventWriter();
        for (var i = 0; i < rows.Count; i++)
        {
            var envelope = Envelope.Create(target.Type, version: 1, time);
            target.Key[i] = key(rows[i]);
            target.Lane[i] = OutboxLane.Of(target.Key[i]);
            target.Payload[i] = write(writer, envelope, rows[i]);
            add(rows[i], envelope);
        }

        return target;
    }
}
