using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>Decodes UTF-8 JSON with an envelope: <c>{"event_type":…,"event_id":…,"version":…,"occurred_at":…,"data":{…}}</c>.</summary>
internal sealed class EnvelopeDecoder : JsonDecoder
{
    // Arrays, because enumerating an interface allocates per message.
    private readonly EventType[] _types;
    private readonly EventType[] _foreignTypes;
    private readonly JsonColumns _data;

    public EnvelopeDecoder(StreamDefinition stream)
    {
        _types = [.. stream.EventTypes];
        _foreignTypes = [.. stream.Domain.Where(s => s != stream && !s.IsFlat).SelectMany(static s => s.EventTypes)];
        _data = new(stream.Fields);
        PreviousName = stream.Changed?.Utf8PreviousName;
    }

    /// <summary>Name of the envelope field with the value before a change, as UTF-8; null if the stream has no such field.</summary>
    internal byte[]? PreviousName { get; }

    /// <summary>Finds the event type by its name. Refuses a type of another stream of the domain as wrong_topic.</summary>
    internal Refusal FindType(ref Utf8JsonReader json, out EventType? type)
    {
        type = null;
        if (json.TokenType != JsonTokenType.String)
            return new(json.TokenType == JsonTokenType.Null ? RefusalReason.MissingField : RefusalReason.WrongType, "event_type");
        foreach (var own in _types)
        {
            if (!json.ValueTextEquals(own.Utf8Name))
                continue;
            type = own;
            return Refusal.None;
        }

        foreach (var foreign in _foreignTypes)
        {
            if (json.ValueTextEquals(foreign.Utf8Name))
                return new(RefusalReason.WrongTopic, "event_type");
        }

        return new(RefusalReason.UnknownType, "event_type");
    }

    private protected override Refusal Read(ref Utf8JsonReader json, long offset, EventBatch batch)
    {
        var envelope = new EnvelopeFields(this, _data);
        var refusal = envelope.Read(ref json, batch);
        if (refusal.IsRefused)
            return refusal;
        var eventId = envelope.EventId ?? DerivedEventId.Of(envelope.Type!, batch, envelope.Version);
        batch.Accept(eventId, envelope.Version, offset, envelope.OccurredAt);
        return Refusal.None;
    }
}
