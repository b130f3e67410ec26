using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Reads the envelope and its data. Null in an optional field is the same as an absent field. Of two fields with the same name, the last
/// one counts.
/// </summary>
internal ref struct EnvelopeFields(EnvelopeDecoder decoder, JsonColumns columns)
{
    private bool _dataRead;
    private bool _dataSeen;
    private Utf8JsonReader _data;
    private bool _previousSeen;
    private Utf8JsonReader _previous;

    public EventType? Type { get; private set; }

    public Guid? EventId { get; private set; }

    public int Version { get; private set; } = 1;

    public DateTime OccurredAt { get; private set; }

    public Refusal Read(ref Utf8JsonReader json, EventBatch batch)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return new(RefusalReason.NotJson);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var refusal = ReadProperty(ref json, batch);
            if (refusal.IsRefused)
                return refusal;
        }

        json.Read(); // Throws if anything follows the object.
        if (Type is null)
            return new(RefusalReason.MissingField, "event_type");
        if (!_dataSeen)
            return new(RefusalReason.MissingField, "data");
        if (Type.Previous is not null && CheckPrevious() is { IsRefused: true } previous)
            return previous;
        return _dataRead ? Refusal.None : columns.Read(ref _data, batch);
    }

    private Refusal ReadProperty(ref Utf8JsonReader json, EventBatch batch)
    {
        if (json.ValueTextEquals("event_type"u8))
        {
            json.Read();
            var refusal = decoder.FindType(ref json, out var type);
            Type = type;
            return refusal;
        }

        if (json.ValueTextEquals("data"u8))
            return ReadData(ref json, batch);
        if (json.ValueTextEquals("event_id"u8))
            return ReadEventId(ref json);
        if (json.ValueTextEquals("version"u8))
            return ReadVersion(ref json);
        if (json.ValueTextEquals("occurred_at"u8))
            return ReadOccurredAt(ref json);
        return ReadPrevious(ref json);
    }

    private Refusal ReadData(ref Utf8JsonReader json, EventBatch batch)
    {
        json.Read();
        _dataSeen = true;
        if (Type is not null)
        {
            _dataRead = true;
            return columns.Read(ref json, batch);
        }

        _data = json; // Until the type is known, the data can be of another stream, so Read reads it last.
        json.Skip();
        return Refusal.None;
    }

    private Refusal ReadEventId(ref Utf8JsonReader json)
    {
        json.Read();
        EventId = null;
        if (json.TokenType == JsonTokenType.Null)
            return Refusal.None;
        if (!UuidColumn.TryRead(ref json, out var id) || id == Guid.Empty)
            return new(RefusalReason.WrongType, "event_id");
        EventId = id;
        return Refusal.None;
    }

    private Refusal ReadVersion(ref Utf8JsonReader json)
    {
        json.Read();
        Version = 1;
        if (json.TokenType == JsonTokenType.Null)
            return Refusal.None;
        var refusal = NumberBounds.Read(ref json, "version", 0, 1, Envelope.MaxVersion, out var version);
        Version = (int)version;
        return refusal;
    }

    private Refusal ReadOccurredAt(ref Utf8JsonReader json)
    {
        json.Read();
        OccurredAt = default;
        if (json.TokenType == JsonTokenType.Null)
            return Refusal.None;
        var refusal = JsonInstant.Read(ref json, "occurred_at", out var occurredAt);
        OccurredAt = occurredAt;
        return refusal;
    }

    /// <summary>Remembers the field with the value before the change. Skips all other fields.</summary>
    private Refusal ReadPrevious(ref Utf8JsonReader json)
    {
        var isPrevious = decoder.PreviousName is { } name && json.ValueTextEquals(name);
        json.Read();
        if (isPrevious)
        {
            _previous = json;
            _previousSeen = json.TokenType != JsonTokenType.Null;
        }

        json.Skip();
        return Refusal.None;
    }

    private Refusal CheckPrevious()
    {
        var refusal = _previousSeen ? Type!.Previous!.Read(ref _previous, out _) : new(RefusalReason.MissingField);
        return refusal.IsRefused ? refusal with { Field = Type!.PreviousName } : refusal;
    }
}
