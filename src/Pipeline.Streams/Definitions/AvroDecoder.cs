using Pipeline.Streams.Avro;
using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Decodes Avro records that begin with the id of their schema. Each event has version 1 and a derived id, as with
/// <see cref="FlatDecoder"/>. Reads the bytes into the batch's arrays: Apache.Avro's reader would create a record and a boxed value per
/// field, which takes most of a consumer's time. Thread-safe.
/// </summary>
internal sealed class AvroDecoder(StreamDefinition stream, ISchemaSource schemas) : EventDecoder
{
    private readonly ConcurrentDictionary<int, AvroFields> _known = new();
    private readonly DerivedKey? _key = stream.DerivedKey;
    private readonly EventType _created = stream.Created;

    /// <summary>The fields of the last message. Most messages of a topic have the same schema.</summary>
    private AvroFields? _last;

    public override Task Prepare(ReadOnlySpan<byte> value) =>
        RegistryFraming.TryRead(value, out var id) && _last?.SchemaId != id && !_known.ContainsKey(id)
            ? schemas.Resolve(id)
            : Task.CompletedTask;

    public override Refusal Decode(ReadOnlySpan<byte> value, long offset, EventBatch batch)
    {
        if (value.IsEmpty)
            return new(RefusalReason.Empty);
        if (value.Length > MaxBytes)
            return new(RefusalReason.TooLarge);
        if (!RegistryFraming.TryRead(value, out var id))
            return new(value[0] == RegistryFraming.MagicByte ? RefusalReason.NotAvro : RefusalReason.NoMagicByte);
        if (FieldsOf(id) is not { } fields)
            return new(RefusalReason.UnknownSchema);
        var avro = new AvroReader(value[RegistryFraming.HeaderLength..]);
        var refusal = fields.Read(ref avro, batch);
        if (refusal.IsRefused)
            return refusal;
        if (avro.Remaining > 0)
            return new(RefusalReason.TrailingBytes);
        batch.Accept(_key?.Set(batch) ?? DerivedEventId.Of(_created, batch, version: 1), version: 1, offset);
        return Refusal.None;
    }

    private AvroFields? FieldsOf(int id)
    {
        if (_last is { } last && last.SchemaId == id)
            return last;
        if (!_known.TryGetValue(id, out var fields))
        {
            if (schemas.Find(id) is not { } schema)
                return null;
            _known[id] = fields = new(id, schema, stream);
        }

        return _last = fields;
    }
}
