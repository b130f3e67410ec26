using System.Diagnostics;
using System.Text;
using Pipeline.Events;
using Pipeline.Events.Delivery;
using Pipeline.Events.Envelopes;
using Pipeline.Events.Shop;

namespace Pipeline.Kafka.Producing;

/// <summary>WRITE_MODE=stream: writes to Kafka alone and waits for all acknowledgements; the consumers are the only writers of the database.</summary>
public sealed class StreamWriter(IEventPublisher publisher, TimeProvider time) : IShopWriter
{
    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<User> users, CancellationToken cancellationToken) =>
        WriteAsync(users, EventType.UserCreated, u => u.UserId, (w, e, u) => w.Write(e, u), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Product> products, CancellationToken cancellationToken) =>
        WriteAsync(products, EventType.ProductCreated, p => p.ProductId, (w, e, p) => w.Write(e, p), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken) =>
        WriteAsync(orders, EventType.OrderCreated, o => o.UserId, (w, e, o) => w.Write(e, o), cancellationToken);

    private async Task WriteAsync<T>(
        IReadOnlyList<T> rows, EventType type, Func<T, string> key, Func<EventWriter, Envelope, T, byte[]> write, CancellationToken cancellationToken)
    {
        var messages = Messages(rows, type, key, write);
        while (messages.Count > 0)
        {
            var result = await publisher.PublishAsync(messages, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (result.IsRefused)
                throw new PublishRefusedException(result.Fault!, result.Failure!);
            messages = [.. messages.Skip(result.Acknowledged)];
            if (result.Failure is not null)
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private List<EventMessage> Messages<T>(
        IReadOnlyList<T> rows, EventType type, Func<T, string> key, Func<EventWriter, Envelope, T, byte[]> write)
    {
        using var writer = new EventWriter();
        var messages = new List<EventMessage>(rows.Count);
        foreach (var row in rows)
        {
            var envelope = Envelope.Create(type, version: 1, time);
            messages.Add(new(type.Topic(), Encoding.UTF8.GetBytes(key(row)), write(writer, envelope, row), envelope.EventId, type.Name(), Activity.Current?.Id));
        }

        return messages;
    }
}
