using System.Text.Json;
using Pipeline.Streams.Batches;
using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Parsing;

/// <summary>Reads the envelope, and the data inside it as soon as the type is known.</summary>
internal ref struct EnvelopeFields
{
    // As arrays: an interface's enumerator would be an object a message.
    private static readonly EventType[] Types = [.. EventTypes.All];
    private static readonly string[] Statuses = [.. OrderStatus.All];

    private bool _dataRead;
    private bool _dataSeen;
    private Utf8JsonReader _data;

    public EnvelopeFields() => Version = 1;

    public EventType? Type { get; private set; }

    public Guid? EventId { get; private set; }

    public int Version { get; private set; }

    public string? PreviousStatus { get; private set; }

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

        json.Read(); // Whatever stands behind the object makes the reader throw.
        if (Type is null)
            return new(RefusalReason.MissingField, "event_type");
        if (!_dataSeen)
            return new(RefusalReason.MissingField, "data");
        if (Type == EventType.OrderStatusChanged && PreviousStatus is null)
            return new(RefusalReason.MissingField, "previous_status");
        return _dataRead ? Refusal.None : ReadData(ref _data, batch);
    }

    private Refusal ReadProperty(ref Utf8JsonReader json, EventBatch batch)
    {
        if (json.ValueTextEquals("event_type"u8))
            return ReadType(ref json, batch.Topic);
        if (json.ValueTextEquals("data"u8))
        {
            json.Read();
            _dataSeen = true;
            if (Type is not null)
            {
                _dataRead = true;
                return ReadData(ref json, batch);
            }

            _data = json; // The type comes later: read the data then.
            json.Skip();
            return Refusal.None;
        }

        if (json.ValueTextEquals("event_id"u8))
        {
            json.Read();
            if (json.TokenType != JsonTokenType.String || !json.TryGetGuid(out var id) || id == Guid.Empty)
                return new(RefusalReason.WrongType, "event_id");
            EventId = id;
            return Refusal.None;
        }

        return ReadRest(ref json);
    }

    private Refusal ReadRest(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("version"u8))
        {
            json.Read();
            if (json.TokenType != JsonTokenType.Number)
                return new(RefusalReason.WrongType, "version");
            if (!json.TryGetInt32(out var version) || version < 1)
                return new(RefusalReason.OutOfRange, "version");
            Version = version;
            return Refusal.None;
        }

        if (json.ValueTextEquals("occurred_at"u8))
        {
            json.Read();
            var refusal = Fields.ReadInstant(ref json, "occurred_at", out var occurredAt);
            OccurredAt = occurredAt;
            return refusal;
        }

        if (json.ValueTextEquals("previous_status"u8))
        {
            json.Read();
            return ReadPreviousStatus(ref json);
        }

        json.Read();
        json.Skip();
        return Refusal.None;
    }

    private Refusal ReadType(ref Utf8JsonReader json, ShopTopic topic)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String)
            return new(json.TokenType == JsonTokenType.Null ? RefusalReason.MissingField : RefusalReason.WrongType, "event_type");
        foreach (var type in Types)
        {
            if (!json.ValueTextEquals(type.Name()))
                continue;
            Type = type;
            return type.Topic() == topic ? Refusal.None : new(RefusalReason.WrongTopic, "event_type");
        }

        return new(RefusalReason.UnknownType, "event_type");
    }

    private Refusal ReadPreviousStatus(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
            return Refusal.None; // As if absent: only order_status_changed must have it.
        if (json.TokenType != JsonTokenType.String)
            return new(RefusalReason.WrongType, "previous_status");
        foreach (var status in Statuses)
        {
            if (!json.ValueTextEquals(status))
                continue;
            PreviousStatus = status;
            return Refusal.None;
        }

        return new(RefusalReason.OutOfRange, "previous_status");
    }

    private static Refusal ReadData(ref Utf8JsonReader json, EventBatch batch) => batch switch
    {
        OrderBatch orders => ShopSchemas.Order.Read(ref json, orders),
        UserBatch users => ShopSchemas.User.Read(ref json, users),
        ProductBatch products => ShopSchemas.Product.Read(ref json, products),
        _ => throw new ArgumentOutOfRangeException(nameof(batch), batch.Topic, "Not a stream of the shop."),
    };
}
