using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Pipeline.Streams;
using Pipeline.Streams.Envelopes;
using Pipeline.Streams.Shop;
using Pipeline.Streams.Telemetry;
using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Gives every changed row of the shop its event: sets event_id and version, and adds the outbox record to the same
/// SaveChanges, hence to the same transaction. Without Kafka (KAFKA_ENABLED=false) the row has no event and only the row is written.
/// </summary>
/// <param name="publish">Whether events go to the outbox.</param>
/// <param name="time">Clock of occurred_at and of the event ids.</param>
public sealed class OutboxInterceptor(bool publish, TimeProvider time) : SaveChangesInterceptor
{
    /// <inheritdoc/>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Stage(eventData.Context!);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Stage(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private void Stage(DbContext context)
    {
        // A SaveChanges that failed leaves its records in the tracker; they are made anew with the changes.
        foreach (var stale in context.ChangeTracker.Entries<OutboxRecord>().Where(e => e.State == EntityState.Added).ToList())
            stale.State = EntityState.Detached;

        using var writer = new EventWriter();
        // A list of its own: adding the record changes what is tracked.
        foreach (var entry in context.ChangeTracker.Entries().ToList())
        {
            if (entry.Entity is not (User or Product or Order) || entry.State is EntityState.Unchanged or EntityState.Detached)
                continue;
            if (entry.State == EntityState.Deleted)
                throw new InvalidOperationException($"{entry.Metadata.DisplayName()}: a deletion has no event, so a row of the shop cannot be deleted.");
            var record = Stage(entry, writer);
            if (publish)
                context.Add(record);
        }
    }

    private OutboxRecord Stage(EntityEntry entry, EventWriter writer)
    {
        var created = entry.State == EntityState.Added;
        var stored = entry.Property(ShopContext.Version);
        var version = created ? 1 : (int)stored.OriginalValue! + 1;
        var envelope = Envelope.Create(TypeOf(entry.Entity, created), version, time);
        stored.CurrentValue = version;
        entry.Property(ShopContext.EventId).CurrentValue = publish ? envelope.EventId : null;
        var (key, payload) = entry.Entity switch
        {
            User user => (user.UserId, writer.Write(envelope, user)),
            Product product => (product.ProductId, writer.Write(envelope, product)),
            Order order => (order.UserId, writer.Write(
                envelope, order, created ? null : (string?)entry.Property(nameof(Order.Status)).OriginalValue)),
            _ => throw new UnreachableException(),
        };
        return new OutboxRecord
        {
            Lane = OutboxLane.Of(key),
            Topic = envelope.Type.Topic().Name(),
            Key = key,
            EventId = envelope.EventId,
            EventType = envelope.Type.Name(),
            Payload = payload,
            TraceParent = PipelineTracing.TraceParent,
        };
    }

    private static EventType TypeOf(object row, bool created) => row switch
    {
        User => created ? EventType.UserCreated : EventType.UserUpdated,
        Product => created ? EventType.ProductCreated : EventType.ProductUpdated,
        _ => created ? EventType.OrderCreated : EventType.OrderStatusChanged,
    };
}
