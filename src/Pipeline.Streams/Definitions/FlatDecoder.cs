using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Decodes a flat JSON object with the fields of the record. Each event has version 1. The event id is the derived key. If the stream has
/// none, the id is derived from stream and key, as for an envelope without event_id.
/// </summary>
internal sealed class FlatDecoder(StreamDefinition stream) : JsonDecoder
{
    private readonly JsonColumns _columns = new(stream.Fields);
    private readonly DerivedKey? _key = stream.DerivedKey;
    private readonly EventType _created = stream.Created;

    private protected override Refusal Read(ref Utf8JsonReader json, long offset, EventBatch batch)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return new(RefusalReason.NotJson);
        var refusal = _columns.Read(ref json, batch);
        if (refusal.IsRefused)
            return refusal;
        json.Read(); // Throws if anything follows the object.
        batch.Accept(_key?.Set(batch) ?? DerivedEventId.Of(_created, batch, version: 1), version: 1, offset);
        return Refusal.None;
    }
}
