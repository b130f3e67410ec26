namespace Pipeline.Postgres.Model;

/// <summary>An event committed with its row and not yet acknowledged by Kafka: a row of the table outbox.</summary>
public sealed class OutboxRecord
{
    /// <summary>Order of writing within the shard.</summary>
    public long Id { get; init; }

    /// <summary>Shard, see <c>OutboxShard</c>.</summary>
    public short Shard { get; init; }

    /// <summary>Name of the stream. The topic in Kafka is a setting of the relay.</summary>
    public required string Topic { get; init; }

    /// <summary>Kafka key.</summary>
    public required string Key { get; init; }

    /// <summary>Identity of the event.</summary>
    public Guid EventId { get; init; }

    /// <summary>Name of the event type.</summary>
    public required string EventType { get; init; }

    /// <summary>The envelope as UTF-8 JSON, passed on untouched.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>W3C trace context of the writer.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the transaction began, by the database's clock.</summary>
    public DateTime CreatedAt { get; init; }
}
