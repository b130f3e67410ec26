using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Batches;

/// <summary>
/// Events of one stream as columns: an array a column, filled while parsing and handed to PostgreSQL's unnest as they are,
/// so that a batch costs no object a row. Fixed capacity, reused, not thread-safe. Rows below <see cref="Count"/> are valid.
/// </summary>
public abstract class EventBatch
{
    private protected EventBatch(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        EventId = new Guid[capacity];
        Version = new int[capacity];
        Offset = new long[capacity];
    }

    /// <summary>The stream whose events this holds.</summary>
    public abstract ShopTopic Topic { get; }

    /// <summary>The most rows it can hold.</summary>
    public int Capacity { get; }

    /// <summary>Rows in it.</summary>
    public int Count { get; private protected set; }

    /// <summary>No room for another row.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>event_id of each row.</summary>
    public Guid[] EventId { get; }

    /// <summary>version of each row.</summary>
    public int[] Version { get; }

    /// <summary>Kafka offset of each row; 0 where the rows do not come from Kafka.</summary>
    public long[] Offset { get; }

    /// <summary>
    /// occurred_at of each row, UTC, the default where the event has none; null until one has: rows that are being written have none,
    /// and should not pay for the column.
    /// </summary>
    public DateTime[]? OccurredAt { get; private set; }

    /// <summary>An empty batch for the stream.</summary>
    public static EventBatch Create(ShopTopic topic, int capacity) => topic switch
    {
        ShopTopic.Users => new UserBatch(capacity),
        ShopTopic.Products => new ProductBatch(capacity),
        ShopTopic.Orders => new OrderBatch(capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "Not a stream of the shop."),
    };

    /// <summary>Keeps the row that was written at index <see cref="Count"/>.</summary>
    public void Accept(Guid eventId, int version, long offset, DateTime occurredAt = default)
    {
        EventId[Count] = eventId;
        Version[Count] = version;
        Offset[Count] = offset;
        if (occurredAt != default)
            OccurredAt ??= new DateTime[Capacity];
        if (OccurredAt is not null)
            OccurredAt[Count] = occurredAt;
        Count++;
    }

    /// <summary>Forgets the row accepted last.</summary>
    public void RemoveLast() => Count--;

    /// <summary>Forgets all rows; the arrays stay.</summary>
    public void Clear() => Count = 0;
}
