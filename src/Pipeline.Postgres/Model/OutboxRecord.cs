namespace Pipeline.Postgres.Model;

/// <summary>An event committed with its row and not yet acknowledged by Kafka: a row of the table outbox.</summary>
public sealed class OutboxRecord
{
    /// <summary>Id, ascending in the order of writing.</summary>
    public long Id { get; init; }

    /// <summary>Shard, see <see cref="OutboxShard"/>.</summary>
    public short Shard { get; init; }

    /// <summary>Name of the stream. The relay maps it to the topic in Kafka.</summary>
    public required string Topic { get; init; }

    /// <summary>Kafka key.</summary>
    public required string Key { get; init; }

    /// <summary>Event id.</summary>
    public Guid EventId { get; init; }

    /// <summary>Name of the event type.</summary>
    public required string EventType { get; init; }

    /// <summary>The event as UTF-8 JSON, sent unchanged.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Traceparent of the writer (W3C Trace Context); null without a recorded trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Start of the writer's transaction, by the database's clock.</summary>
    public DateTime CreatedAt { get; init; }
}
