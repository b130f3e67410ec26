using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Events of one stream as columns: one array per column, filled while decoding and passed to PostgreSQL's unnest as they are, so
/// that a row costs no object. Fixed capacity, reused, not thread-safe. Rows below <see cref="Count"/> are valid.
/// </summary>
public sealed class EventBatch
{
    internal EventBatch(StreamDefinition stream, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (Stream, Capacity) = (stream, capacity);
        Values = [.. stream.Columns.Select(c => c.NewValues(capacity))];
        EventId = new Guid[capacity];
        Version = new int[capacity];
        Offset = new long[capacity];
    }

    /// <summary>The stream whose events the batch holds.</summary>
    public StreamDefinition Stream { get; }

    /// <summary>Most rows it can hold.</summary>
    public int Capacity { get; }

    /// <summary>Rows in it.</summary>
    public int Count { get; private set; }

    /// <summary>No room for another row.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>The data, one element per column of the stream.</summary>
    public IReadOnlyList<ColumnValues> Columns => Values;

    /// <summary>event_id of each row.</summary>
    public Guid[] EventId { get; }

    /// <summary>version of each row.</summary>
    public int[] Version { get; }

    /// <summary>Kafka offset of each row; 0 where the rows do not come from Kafka.</summary>
    public long[] Offset { get; }

    /// <summary>
    /// occurred_at of each row, UTC, the default where the event has none. Null until an event has one: rows that are being written
    /// have none and should not pay for the column.
    /// </summary>
    public DateTime[]? OccurredAt { get; private set; }

    internal ColumnValues[] Values { get; }

    /// <summary>The array of a column.</summary>
    /// <typeparam name="T">Type of the column.</typeparam>
    /// <param name="column">Name of the column, for example <c>user_id</c>.</param>
    /// <exception cref="InvalidOperationException">The stream has no such column.</exception>
    public T[] Rows<T>(string column) => ((ColumnValues<T>)Values[Stream.IndexOf(column)]).Rows;

    /// <summary>A 64-bit hash of the natural key of a row.</summary>
    public ulong KeyHashAt(int row) => Stream.Key.HashAt(Values[Stream.KeyIndex], row);

    /// <summary>Whether projections count the row.</summary>
    public bool IsCounted(int row) =>
        Stream.CountedIndex is not { } index || Array.IndexOf(Stream.Uncounted, ((ColumnValues<string>)Values[index]).Rows[row]) < 0;

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

    /// <summary>Removes the last row.</summary>
    public void RemoveLast() => Count--;

    /// <summary>Removes all rows; the arrays stay.</summary>
    public void Clear() => Count = 0;
}
