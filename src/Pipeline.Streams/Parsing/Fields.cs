using System.Text.Json;
using Pipeline.Streams.Batches;

namespace Pipeline.Streams.Parsing;

/// <summary>The kinds of field: text, code, number, instant, id. Each says what it refuses.</summary>
internal static class Fields
{
    /// <summary>Earliest and latest instant taken: outside it PostgreSQL's and .NET's infinities begin to differ.</summary>
    private static readonly DateTime Earliest = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A text of <paramref name="min"/> to <paramref name="max"/> UTF-16 units.</summary>
    /// <param name="name">Name of the field.</param>
    /// <param name="min">Shortest.</param>
    /// <param name="max">Longest.</param>
    /// <param name="set">Puts it into the batch.</param>
    /// <param name="recurs">Whether the same text comes in many events.</param>
    public static Field<T> Text<T>(string name, int min, int max, Action<T, int, string> set, bool recurs = false)
        where T : EventBatch =>
        new(name, (ref json, batch, row) =>
        {
            var refusal = ReadText(ref json, name, min, max, out var text, recurs);
            if (!refusal.IsRefused)
                set(batch, row, text);
            return refusal;
        });

    /// <summary>A text out of a closed list.</summary>
    public static Field<T> Code<T>(string name, string[] codes, Action<T, int, string> set)
        where T : EventBatch =>
        new(name, (ref json, batch, row) =>
        {
            if (json.TokenType != JsonTokenType.String)
                return new(RefusalReason.WrongType, name);
            foreach (var code in codes)
            {
                if (!json.ValueTextEquals(code))
                    continue;
                set(batch, row, code);
                return Refusal.None;
            }

            return new(RefusalReason.OutOfRange, name);
        });

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static Field<T> Number<T>(string name, long min, long max, Action<T, int, long> set)
        where T : EventBatch =>
        new(name, (ref json, batch, row) =>
        {
            if (json.TokenType != JsonTokenType.Number)
                return new(RefusalReason.WrongType, name);
            if (!json.TryGetInt64(out var number) || number < min || number > max)
                return new(RefusalReason.OutOfRange, name);
            set(batch, row, number);
            return Refusal.None;
        });

    /// <summary>An ISO 8601 instant; without an offset it is taken as UTC.</summary>
    public static Field<T> Instant<T>(string name, Action<T, int, DateTime> set)
        where T : EventBatch =>
        new(name, (ref json, batch, row) =>
        {
            var refusal = ReadInstant(ref json, name, out var instant);
            if (!refusal.IsRefused)
                set(batch, row, instant);
            return refusal;
        });

    /// <summary>A UUID.</summary>
    public static Field<T> Id<T>(string name, Action<T, int, Guid> set)
        where T : EventBatch =>
        new(name, (ref json, batch, row) =>
        {
            if (json.TokenType != JsonTokenType.String || !json.TryGetGuid(out var id))
                return new(RefusalReason.WrongType, name);
            set(batch, row, id);
            return Refusal.None;
        });

    internal static Refusal ReadInstant(ref Utf8JsonReader json, string name, out DateTime instant)
    {
        instant = default;
        if (json.TokenType != JsonTokenType.String || !json.TryGetDateTime(out var read))
            return new(RefusalReason.WrongType, name);
        instant = Envelopes.Microseconds.Truncate(
            read.Kind == DateTimeKind.Local ? read.ToUniversalTime() : DateTime.SpecifyKind(read, DateTimeKind.Utc));
        return instant < Earliest || instant >= Latest ? new(RefusalReason.OutOfRange, name) : Refusal.None;
    }

    internal static Refusal ReadText(ref Utf8JsonReader json, string name, int min, int max, out string text, bool recurs = false)
    {
        text = "";
        if (json.TokenType != JsonTokenType.String)
            return new(RefusalReason.WrongType, name);
        text = recurs ? RecurringTexts.Get(ref json) : json.GetString()!;
        if (text.Length < min || text.Length > max)
            return new(RefusalReason.OutOfRange, name);
        return text.Contains('\0') ? new(RefusalReason.NulCharacter, name) : Refusal.None;
    }
}
