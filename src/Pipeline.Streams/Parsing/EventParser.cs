using System.Text.Json;
using System.Text.Unicode;
using Pipeline.Streams.Batches;
using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Parsing;

/// <summary>
/// Bytes to event, straight into the columns of a batch. Whatever the bytes are, the answer is a row or a named reason;
/// nothing is thrown.
/// </summary>
public static class EventParser
{
    /// <summary>Largest message taken, bytes: Kafka's own default limit for a record batch (message.max.bytes).</summary>
    public const int MaxBytes = 1_048_576;

    /// <summary>Deepest nesting taken. Ours is 2; strangers' extra fields may nest a little.</summary>
    public const int MaxDepth = 16;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Adds the event to the batch, or says why not. A refused message leaves the batch as it was.</summary>
    /// <param name="value">The message's value.</param>
    /// <param name="offset">Its offset, kept with the row.</param>
    /// <param name="batch">Not full, and of the stream the message came from.</param>
    public static Refusal Parse(ReadOnlySpan<byte> value, long offset, EventBatch batch)
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
            return new(IsAtTheBottom(json) ? RefusalReason.TooDeep : RefusalReason.NotJson);
        }
        catch (InvalidOperationException)
        {
            // The bytes are UTF-8, so this is an escape that no text can hold: half of a surrogate pair.
            return new(RefusalReason.InvalidUtf8);
        }
    }

    private static Refusal Read(ref Utf8JsonReader json, long offset, EventBatch batch)
    {
        var envelope = new EnvelopeFields();
        var refusal = envelope.Read(ref json, batch);
        if (refusal.IsRefused)
            return refusal;
        if (batch is OrderBatch orders)
            orders.PreviousStatus[orders.Count] = envelope.Type == EventType.OrderStatusChanged ? envelope.PreviousStatus : null;
        batch.Accept(envelope.EventId ?? DerivedEventId.Of(envelope.Type!.Value, batch, envelope.Version), envelope.Version, offset, envelope.OccurredAt);
        return Refusal.None;
    }

    /// <summary>Whether the next level would be too deep. The reader counts a bracket that it stands on as outside of it.</summary>
    private static bool IsAtTheBottom(in Utf8JsonReader json) =>
        json.CurrentDepth + (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0) >= MaxDepth;
}
