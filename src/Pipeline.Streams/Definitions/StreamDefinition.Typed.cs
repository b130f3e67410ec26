using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>The definition of a stream with access to the properties of its record.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class StreamDefinition<T> : StreamDefinition
    where T : class
{
    private readonly Field[] _fields;

    /// <summary>Called by <see cref="StreamRegistry"/> through reflection.</summary>
    internal StreamDefinition() : base(typeof(T)) =>
        _fields = [.. Columns.Select(static (column, index) =>
        {
            var property = typeof(T).GetProperty(column.PropertyName)!;
            var type = typeof(Field<>).MakeGenericType(typeof(T), property.PropertyType);
            return (Field)Activator.CreateInstance(type, property, column, index)!;
        })];

    /// <summary>The Kafka key of a record.</summary>
    public string KafkaKey(T record) => _fields[PartitionByIndex].Text(record);

    /// <summary>Adds a record to a batch of this stream.</summary>
    public void Add(EventBatch batch, T record, Guid eventId, int version)
    {
        foreach (var field in _fields)
            field.CopyTo(batch, record);
        batch.Accept(eventId, version, offset: 0);
    }

    /// <summary>The value of <see cref="EventType.Previous"/> before a change; null if the stream has no such column.</summary>
    public string? PreviousOf(T before)
    {
        if (Changed?.Previous is not { } column)
            return null;
        return _fields[IndexOf(column.Name)].Text(before);
    }

    /// <inheritdoc/>
    public override (string Key, byte[] Payload) NewEvent(EventWriter writer, in Envelope envelope, object record, string? previous) =>
        (KafkaKey((T)record), writer.Write(envelope, (T)record, previous));

    /// <summary>Writes the data of an event as a JSON object.</summary>
    internal void WriteData(Utf8JsonWriter json, T record)
    {
        json.WriteStartObject();
        foreach (var field in _fields)
            field.Write(json, record);
        json.WriteEndObject();
    }

    /// <summary>A property of the record. Reads values without boxing.</summary>
    private abstract class Field
    {
        public abstract void CopyTo(EventBatch batch, T record);

        public abstract void Write(Utf8JsonWriter json, T record);

        public abstract string Text(T record);
    }

    private sealed class Field<TValue>(PropertyInfo property, Column<TValue> column, int index) : Field
    {
        private readonly Func<T, TValue> _get = property.GetMethod!.CreateDelegate<Func<T, TValue>>();

        public override void CopyTo(EventBatch batch, T record) =>
            ((ColumnValues<TValue>)batch.Values[index]).Rows[batch.Count] = _get(record);

        public override void Write(Utf8JsonWriter json, T record)
        {
            var value = _get(record);
            json.WritePropertyName(column.EncodedName);
            if (value is null)
                json.WriteNullValue();
            else
                column.Write(json, value);
        }

        public override string Text(T record) => _get(record) is { } value ? (value as string) ?? value.ToString()! : "";
    }
}
