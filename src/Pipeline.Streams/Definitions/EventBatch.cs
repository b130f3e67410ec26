using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Events of one stream as one array per column. The decoder fills the arrays and PostgreSQL's unnest takes them unchanged, so that
/// a row allocates no object. Has a fixed capacity and is reused. Rows below <see cref="Count"/> are valid. Not thread-safe.
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

    /// <summary>Maximum number of rows.</summary>
    public int Capacity { get; }

    /// <summary>Number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the batch has no space for another row.</summary>
    public bool IsFull => Count == Capacity;

    /// <summary>The data, one element per column of the stream.</summary>
    public IReadOnlyList<ColumnValues> Columns => Values;

    /// <summary>event_id of each row.</summary>
    public Guid[] EventId { get; }

    /// <summary>version of each row.</summary>
    public int[] Version { get; }

    /// <summary>Kafka offset of each row; 0 if the rows do not come from Kafka.</summary>
    public long[] Offset { get; }

    /// <summary>
    /// occurred_at of each row, UTC; the default value for an event without it. Null until an event has it, because batches of rows
    /// to write never do.
    /// </summary>
    public DateTime[]? OccurredAt { get; private set; }

    internal ColumnValues[] Values { get; }

    /// <summary>The array of a column.</summary>
    /// <typeparam name="T">Type of the column.</typeparam>
    /// <param name="column">Name of the column, for example <c>review_id</c>.</param>
    /// <exception cref="InvalidOperationException">The stream has no such column.</exception>
    public T[] Rows<T>(string column) => ((ColumnValues<T>)Values[Stream.IndexOf(column)]).Rows;

    /// <summary>A 64-bit hash of the natural key of a row.</summary>
    public ulong KeyHashAt(int row) => Stream.Key.HashAt(Values[Stream.KeyIndex], row);

    /// <summary>Whether a Kafka key is the value of the stream's partitioning column in this row.</summary>
    public bool HasKafkaKey(int row, byte[]? key) =>
        key is not null && Encoding.UTF8.GetString(key) == Stream.PartitionBy.TextAt(Values[Stream.PartitionByIndex], row);

    /// <summary>
    /// Whether projections count the row: <see cref="CountedUnlessAttribute"/> or <see cref="CountedIfAttribute"/> includes it, and no
    /// column by which a projection groups is null.
    /// </summary>
    public bool IsCounted(int row)
    {
        if (Stream.CountedIndex is { } index
            && Array.IndexOf(Stream.CountedValues, ((ColumnValues<string>)Values[index]).Rows[row]) >= 0 != Stream.CountsListed)
        {
            return false;
        }

        foreach (var group in Stream.NullableGroups)
        {
            if (Stream.Columns[group].IsNull(Values[group], row))
                return false;
        }

        return true;
    }

    /// <summary>Completes the row whose columns were written at index <see cref="Count"/>, and increments the count.</summary>
    public void Accept(Guid eventId, int version, long offset, DateTime occurredAt = default)
    {
        EventId[Count] = eventId;
        Version[Count] = version;
        Offset[Count] = offset;
        if (occurredAt != default || OccurredAt is not null)
            SetOccurredAt(Count, occurredAt);
        Count++;
    }

    /// <summary>Sets when an event was written. For messages that do not contain it.</summary>
    public void SetOccurredAt(int row, DateTime occurredAt) => (OccurredAt ??= new DateTime[Capacity])[row] = occurredAt;

    /// <summary>Removes the last row.</summary>
    public void RemoveLast() => Count--;

    /// <summary>Removes all rows and keeps the arrays.</summary>
    public void Clear() => Count = 0;
}
