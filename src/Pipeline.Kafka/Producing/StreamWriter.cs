using System.Diagnostics;
using System.Text;
using Pipeline.Streams;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Envelopes;
using Pipeline.Streams.Shop;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Producing;

/// <summary>WRITE_MODE=stream: writes to Kafka alone and waits for all acknowledgements; the consumers are the only writers of the database.</summary>
public sealed class StreamWriter(IEventPublisher publisher, TimeProvider time) : IShopWriter
{
    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<User> users, CancellationToken cancellationToken) =>
        SendAsync(users, EventType.UserCreated, static u => (u.UserId, 1), static (w, e, u) => w.Write(e, u), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Product> products, CancellationToken cancellationToken) =>
        SendAsync(products, EventType.ProductCreated, static p => (p.ProductId, 1), static (w, e, p) => w.Write(e, p), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken) =>
        SendAsync(orders, EventType.OrderCreated, static o => (o.UserId, 1), static (w, e, o) => w.Write(e, o), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<User>> users, CancellationToken cancellationToken) => SendAsync(
        users, EventType.UserUpdated, static c => (c.After.UserId, c.Version), static (w, e, c) => w.Write(e, c.After), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Product>> products, CancellationToken cancellationToken) => SendAsync(
        products, EventType.ProductUpdated, static c => (c.After.ProductId, c.Version), static (w, e, c) => w.Write(e, c.After), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Order>> orders, CancellationToken cancellationToken) => SendAsync(
        orders, EventType.OrderStatusChanged, static c => (c.After.UserId, c.Version), static (w, e, c) => w.Write(e, c.After, c.Before.Status),
        cancellationToken);

    private async Task<int> SendAsync<T>(
        IReadOnlyList<T> rows, EventType type, Func<T, (string Key, int Version)> identity, Func<EventWriter, Envelope, T, byte[]> write,
        CancellationToken cancellationToken)
    {
        using var span = PipelineTracing.StartWrite(type.Topic(), rows.Count, "kafka");
        var messages = Messages(rows, type, identity, write);
        var sent = 0;
        while (sent < messages.Count)
        {
            var result = await publisher.PublishAsync(sent == 0 ? messages : messages[sent..], cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (result.IsRefused)
                throw new PublishRefusedException(result.Fault!, result.Failure!);
            sent += result.Acknowledged;
            if (result.Failure is not null)
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }

        span?.SetStatus(ActivityStatusCode.Ok);
        return sent;
    }

    private List<EventMessage> Messages<T>(
        IReadOnlyList<T> rows, EventType type, Func<T, (string Key, int Version)> identity, Func<EventWriter, Envelope, T, byte[]> write)
    {
        using var writer = new EventWriter();
        var messages = new List<EventMessage>(rows.Count);
        foreach (var row in rows)
        {
            var (key, version) = identity(row);
            var envelope = Envelope.Create(type, version, time);
            messages.Add(new(type.Topic(), Encoding.UTF8.GetBytes(key), write(writer, envelope, row), envelope.EventId, type.Name(), PipelineTracing.TraceParent));
        }

        return messages;
    }
}
