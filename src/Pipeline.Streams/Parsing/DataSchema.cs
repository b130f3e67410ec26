using System.Text.Json;
using Pipeline.Streams.Batches;

namespace Pipeline.Streams.Parsing;

/// <summary>
/// The fields of one kind of data, all required; others are passed over. Our writers keep the order of the list, so the next
/// name is tried first and the search behind it runs only for events from elsewhere.
/// </summary>
internal sealed class DataSchema<TBatch>(params Field<TBatch>[] fields)
    where TBatch : EventBatch
{
    private readonly uint _all = (1u << fields.Length) - 1;

    /// <summary>Reads the object the reader stands on into row <see cref="EventBatch.Count"/>, without accepting the row.</summary>
    public Refusal Read(ref Utf8JsonReader json, TBatch batch)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return new(json.TokenType == JsonTokenType.Null ? RefusalReason.MissingField : RefusalReason.WrongType, "data");
        uint seen = 0;
        var next = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var index = Find(ref json, next);
            json.Read();
            if (index < 0)
            {
                json.Skip();
                continue;
            }

            next = index + 1;
            if (json.TokenType == JsonTokenType.Null)
                return new(RefusalReason.MissingField, fields[index].Name);
            var refusal = fields[index].Read(ref json, batch, batch.Count);
            if (refusal.IsRefused)
                return refusal;
            seen |= 1u << index;
        }

        return seen == _all ? Refusal.None : new(RefusalReason.MissingField, fields[int.TrailingZeroCount((int)~seen)].Name);
    }

    private int Find(ref Utf8JsonReader json, int expected)
    {
        if (expected < fields.Length && json.ValueTextEquals(fields[expected].Utf8Name))
            return expected;
        for (var i = 0; i < fields.Length; i++)
        {
            if (json.ValueTextEquals(fields[i].Utf8Name))
                return i;
        }

        return -1;
    }
}
