using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>Decodes UTF-8 JSON with an envelope: <c>{"event_type":…,"event_id":…,"version":…,"occurred_at":…,"data":{…}}</c>.</summary>
internal sealed class EnvelopeDecoder : EventDecoder
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    // Arrays, because enumerating an interface allocates per message.
    private readonly EventType[] _types;
    private readonly EventType[] _foreignTypes;
    private readonly JsonColumns _data;

    public EnvelopeDecoder(StreamDefinition stream)
    {
        _types = [.. stream.EventTypes];
        _foreignTypes = [.. stream.Domain.Where(s => s != stream).SelectMany(static s => s.EventTypes)];
        _data = new(stream.Columns);
        PreviousName = stream.Changed?.Utf8PreviousName;
    }

    /// <summary>Name of the envelope field with the value before a change, as UTF-8; null if the stream has no such field.</summary>
    internal byte[]? PreviousName { get; }

    public override Refusal Decode(ReadOnlySpan<byte> value, long offset, EventBatch batch)
    {
        if (value.IsEmpty)
            return new(RefusalReason.Empty);
        if (value.Length > MaxBytes)
            return new(RefusalReason.TooLarge);
        if (!Utf8.IsValid(value))
            return new(RefusalReason.InvalidUtf8);

        var json = new Utf8JsonReader(value, Options);
        try
        {
            return Read(ref json, offset, batch);
        }
        catch (JsonException)
        {
            return new(IsAtMaxDepth(json) ? RefusalReason.TooDeep : RefusalReason.NotJson);
        }
        catch (InvalidOperationException)
        {
            // The bytes are valid UTF-8, so the reader found an escape sequence with half of a surrogate pair.
            return new(RefusalReason.InvalidUtf8);
        }
    }

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

    private Refusal Read(ref Utf8JsonReader json, long offset, EventBatch batch)
    {
        var envelope = new EnvelopeFields(this, _data);
        var refusal = envelope.Read(ref json, batch);
        if (refusal.IsRefused)
            return refusal;
        var eventId = envelope.EventId ?? DerivedEventId.Of(envelope.Type!, batch, envelope.Version);
        batch.Accept(eventId, envelope.Version, offset, envelope.OccurredAt);
        return Refusal.None;
    }

    /// <summary>Whether the next level is too deep. At an opening bracket, CurrentDepth does not include the level that it opens.</summary>
    private static bool IsAtMaxDepth(in Utf8JsonReader json) =>
        json.CurrentDepth + (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0) >= MaxDepth;
}
