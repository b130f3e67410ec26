namespace Pipeline.Streams.Columns;

/// <summary>Instants in ISO 8601. A text without an offset is UTC. The offset may have no colon: <c>+0900</c>.</summary>
internal static class JsonInstant
{
    /// <summary>The bounds exclude DateTime.MinValue and MaxValue, which Npgsql writes as -infinity and infinity.</summary>
    public static readonly DateTime Earliest = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    public static readonly DateTime Latest = new(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Longest text without a colon in its offset, bytes, with every character escaped.</summary>
    private const int MaxEscaped = 240;

    /// <summary>The characters of an instant with an offset. Others could end the quoted copy.</summary>
    private static readonly SearchValues<byte> Characters = SearchValues.Create("0123456789-+:.T"u8);

    /// <summary>Reads the value as UTC, truncated to microseconds.</summary>
    public static Refusal Read(ref Utf8JsonReader json, string name, out DateTime instant)
    {
        instant = default;
        if (json.TokenType != JsonTokenType.String || !TryRead(ref json, out instant))
            return new(RefusalReason.WrongType, name);
        instant = Microseconds.Truncate(instant);
        return instant < Earliest || instant >= Latest ? new(RefusalReason.OutOfRange, name) : Refusal.None;
    }

    private static bool TryRead(ref Utf8JsonReader json, out DateTime instant)
    {
        if (!json.TryGetDateTime(out instant))
            return TryReadWithoutColon(ref json, out instant);
        // A text with an offset becomes local time. Converting local time back to UTC is ambiguous when daylight saving time ends.
        if (instant.Kind == DateTimeKind.Local)
        {
            json.TryGetDateTimeOffset(out var withOffset);
            instant = withOffset.UtcDateTime;
        }

        instant = DateTime.SpecifyKind(instant, DateTimeKind.Utc);
        return true;
    }

    private static bool TryReadWithoutColon(ref Utf8JsonReader json, out DateTime instant)
    {
        instant = default;
        if (json.HasValueSequence || json.ValueSpan.Length > MaxEscaped)
            return false;
        // Copied and not read in place: some writers escape the plus sign as \u002B.
        Span<byte> unescaped = stackalloc byte[MaxEscaped];
        var text = unescaped[..json.CopyString(unescaped)];
        Span<byte> quoted = stackalloc byte[48];
        if (text.Length is < 21 or > 40 || text[^5] is not ((byte)'+' or (byte)'-')
            || !Utf8Parser.TryParse(text[^4..], out uint _, out var used) || used != 4 || text.ContainsAnyExcept(Characters))
        {
            return false;
        }

        quoted[0] = (byte)'"';
        text[..^2].CopyTo(quoted[1..]);
        quoted[text.Length - 1] = (byte)':';
        text[^2..].CopyTo(quoted[text.Length..]);
        quoted[text.Length + 2] = (byte)'"';
        var withColon = new Utf8JsonReader(quoted[..(text.Length + 3)]);
        if (!withColon.Read() || !withColon.TryGetDateTimeOffset(out var read))
            return false;
        instant = read.UtcDateTime;
        return true;
    }
}
