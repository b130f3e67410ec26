using Pipeline.Streams.Columns;

namespace Pipeline.Streams.Definitions;

/// <summary>
/// Reads a JSON object into a row and skips unknown fields. This pipeline writes fields in column order, so the next column is tried
/// first. The search over all names runs only for events of other producers.
/// </summary>
internal sealed class JsonColumns
{
    private readonly Column[] _columns;
    private readonly uint _all;
    private readonly uint _required;

    public JsonColumns(IEnumerable<Column> columns)
    {
        _columns = [.. columns];
        for (var i = 0; i < _columns.Length; i++)
        {
            _all |= 1u << i;
            _required |= _columns[i].IsRequired ? 1u << i : 0;
        }
    }

    /// <summary>Reads the current JSON object into row <see cref="EventBatch.Count"/>. Does not increment the count.</summary>
    public Refusal Read(ref Utf8JsonReader json, EventBatch batch)
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
            {
                seen &= ~(1u << index);
                continue;
            }

            var refusal = _columns[index].Read(ref json, batch.Values[index], batch.Count);
            if (refusal.IsRefused)
                return refusal;
            seen |= 1u << index;
        }

        if ((_required & ~seen) is > 0 and var missing)
            return new(RefusalReason.MissingField, _columns[int.TrailingZeroCount((int)missing)].JsonName);
        if (seen != _all)
            ClearAbsent(batch, seen);
        return Refusal.None;
    }

    /// <summary>Clears columns without a value, because the arrays can contain values of an earlier batch.</summary>
    private void ClearAbsent(EventBatch batch, uint seen)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            if ((seen & (1u << i)) == 0)
                _columns[i].Clear(batch.Values[i], batch.Count);
        }
    }

    private int Find(ref Utf8JsonReader json, int expected)
    {
        if (expected < _columns.Length && json.ValueTextEquals(_columns[expected].Utf8Name))
            return expected;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (json.ValueTextEquals(_columns[i].Utf8Name))
                return i;
        }

        return -1;
    }
}
