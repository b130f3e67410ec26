using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.Bulk;

/// <summary>New or changed rows and their events as arrays: the batch for the table, the others for the outbox.</summary>
internal sealed class EventRows
{
    private EventRows(EventType type, int count)
    {
        (Type, Batch) = (type, type.Stream.NewBatch(count));
        (Shard, Key, Payload) = (new short[count], new string[count], new byte[count][]);
    }

    public EventBatch Batch { get; }

    public EventType Type { get; }

    public short[] Shard { get; }

    public string[] Key { get; }

    public byte[][] Payload { get; }

    /// <summary>Creates the rows and events of new records.</summary>
    public static EventRows Of<T>(IReadOnlyList<T> records, TimeProvider time)
        where T : class
    {
        var stream = StreamDefinition.Of<T>();
        var rows = new EventRows(stream.Created, records.Count);
        using var writer = new EventWriter();
        foreach (var record in records)
            rows.Add(stream, writer, record, 1, previous: null, time);
        return rows;
    }

    /// <summary>Creates the rows and events of changes.</summary>
    public static EventRows Of<T>(IReadOnlyList<Change<T>> changes, TimeProvider time)
        where T : class
    {
        var stream = StreamDefinition.Of<T>();
        var rows = new EventRows(stream.Changed!, changes.Count);
        using var writer = new EventWriter();
        foreach (var change in changes)
            rows.Add(stream, writer, change.After, change.Version, stream.PreviousOf(change.Before), time);
        return rows;
    }

    private void Add<T>(StreamDefinition<T> stream, EventWriter writer, T record, int version, string? previous, TimeProvider time)
        where T : class
    {
        var row = Batch.Count;
        var envelope = Envelope.Create(Type, version, time);
        Key[row] = stream.KafkaKey(record);
        Shard[row] = OutboxShard.Of(Key[row]);
        Payload[row] = writer.Write(envelope, record, previous);
        stream.Add(Batch, record, envelope.EventId, version);
    }
}
