using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Adds an event for each changed row of a stream: sets event_id and version, and adds an outbox record to the same SaveChanges and
/// therefore to the same transaction. Without Kafka (KAFKA_ENABLED=false), only the row is written.
/// </summary>
/// <param name="streams">The streams whose rows have events.</param>
/// <param name="publish">Whether events go to the outbox.</param>
/// <param name="time">Clock of occurred_at and of the event ids.</param>
public sealed class OutboxInterceptor(StreamRegistry streams, bool publish, TimeProvider time) : SaveChangesInterceptor
{
    /// <inheritdoc/>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        AddEvents(eventData.Context!);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        AddEvents(eventData.Context!);
        return ValueTask.FromResult(result);
    }

    private void AddEvents(DbContext context)
    {
        // Removes the outbox records of a failed SaveChanges from the tracker. New ones are added below.
        foreach (var stale in context.ChangeTracker.Entries<OutboxRecord>().Where(e => e.State == EntityState.Added).ToList())
            stale.State = EntityState.Detached;

        using var writer = new EventWriter();
        // ToList, because adding an outbox record changes the tracked entries.
        foreach (var entry in context.ChangeTracker.Entries().ToList())
        {
            if (streams.Find(entry.Metadata.ClrType) is not { } stream || entry.State is EntityState.Unchanged or EntityState.Detached)
                continue;
            if (entry.State == EntityState.Deleted)
                throw new InvalidOperationException($"A row of {stream} cannot be deleted: a deletion has no event.");
            var record = NewRecord(stream, entry, writer);
            if (publish)
                context.Add(record);
        }
    }

    private OutboxRecord NewRecord(StreamDefinition stream, EntityEntry entry, EventWriter writer)
    {
        var created = entry.State == EntityState.Added;
        var type = created
            ? stream.Created
            : stream.Changed
                ?? throw new InvalidOperationException($"A row of {stream} cannot be changed: the stream has no change event.");
        var stored = entry.Property(StreamModel.Version);
        if (!created && stored.OriginalValue is >= Envelope.MaxVersion)
            throw new InvalidOperationException($"A row of {stream} has the highest version and cannot be changed.");
        var envelope = Envelope.Create(type, created ? 1 : (int)stored.OriginalValue! + 1, time);
        stored.CurrentValue = envelope.Version;
        entry.Property(StreamModel.EventId).CurrentValue = publish ? envelope.EventId : null;
        var previous = type.Previous is { } column ? (string?)entry.Property(column.PropertyName).OriginalValue : null;
        var (key, payload) = stream.NewEvent(writer, envelope, entry.Entity, previous);
        return new OutboxRecord
        {
            Shard = OutboxShard.Of(key),
            Topic = stream.Name,
            Key = key,
            EventId = envelope.EventId,
            EventType = type.Name,
            Payload = payload,
            TraceParent = PipelineTracing.TraceParent,
        };
    }
}
