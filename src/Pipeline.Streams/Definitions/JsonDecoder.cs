using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>Decodes UTF-8 JSON. Checks size, encoding and depth of the message; derived decoders read the fields.</summary>
internal abstract class JsonDecoder : EventDecoder
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    public sealed override Refusal Decode(ReadOnlySpan<byte> value, long offset, EventBatch batch)
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

    /// <summary>Reads the message into a row and accepts the row, or returns a refusal.</summary>
    private protected abstract Refusal Read(ref Utf8JsonReader json, long offset, EventBatch batch);

    /// <summary>Whether the next level is too deep. At an opening bracket, CurrentDepth does not include the level that it opens.</summary>
    private static bool IsAtMaxDepth(in Utf8JsonReader json) =>
        json.CurrentDepth + (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0) >= MaxDepth;
}
