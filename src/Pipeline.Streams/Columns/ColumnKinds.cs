using Pipeline.Streams.Avro;

namespace Pipeline.Streams.Columns;

/// <summary>A text of a bounded length in UTF-16 units, or one of a closed list of codes.</summary>
internal sealed class TextColumn(ColumnDescription description, int min, int max, bool repeats, string[]? codes)
    : Column<string>(description)
{
    /// <summary>Maximum length of a text from which a key can be derived, UTF-16 units.</summary>
    private const int MaxKeyLength = 100;

    private readonly Func<string, bool>? _shown = description.Shown;

    public override string SqlType => "text";

    public override int? MaxLength => codes is null ? max : null;

    internal override int? MaxUtf8Length => codes is null && max <= MaxKeyLength ? max * 3 : null;

    public override string TextAt(ColumnValues values, int row) => Of(values)[row];

    public override ulong HashAt(ColumnValues values, int row) => KeyHash.Of(Of(values)[row]);

    public override bool AreEqual(ColumnValues values, int row, int other) => Of(values)[row] == Of(values)[other];

    public override bool Shows(string text) => !IsPersonal && (codes?.Contains(text) == true || _shown?.Invoke(text) == true);

    internal override int WriteUtf8(ColumnValues values, int row, Span<byte> utf8) => Encoding.UTF8.GetBytes(Of(values)[row], utf8);

    internal override Refusal Read(ref Utf8JsonReader json, out string value)
    {
        value = "";
        if (json.TokenType != JsonTokenType.String)
            return new(RefusalReason.WrongType, JsonName);
        if (codes is not null)
            return ReadCode(ref json, codes, ref value);
        value = repeats ? StringPool.Get(ref json) : json.GetString()!;
        return Check(value);
    }

    internal override AvroKind? AvroKind => Avro.AvroKind.String;

    internal override Refusal Read(ref AvroReader avro, out string value)
    {
        value = "";
        if (!avro.TryReadBytes(out var utf8))
            return new(RefusalReason.NotAvro, JsonName);
        if ((repeats ? StringPool.Get(utf8) : Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null) is not { } text)
            return new(RefusalReason.InvalidUtf8, JsonName);
        value = text;
        return codes is null || Array.IndexOf(codes, text) >= 0 ? Check(text) : new(RefusalReason.OutOfRange, JsonName);
    }

    internal override void Write(Utf8JsonWriter json, string value) => json.WriteStringValue(value);

    private Refusal Check(string value)
    {
        if (value.Length < min || value.Length > max)
            return new(RefusalReason.OutOfRange, JsonName);
        return value.Contains('\0') ? new(RefusalReason.NulCharacter, JsonName) : Refusal.None;
    }

    private Refusal ReadCode(ref Utf8JsonReader json, string[] known, ref string value)
    {
        foreach (var code in known)
        {
            if (!json.ValueTextEquals(code))
                continue;
            value = code;
            return Refusal.None;
        }

        return new(RefusalReason.OutOfRange, JsonName);
    }
}

/// <summary>A 32-bit or 64-bit integer.</summary>
internal sealed class IntegerColumn<T>(ColumnDescription description, long min, long max) : Column<T>(description)
    where T : struct, IBinaryInteger<T>
{
    public override string SqlType => typeof(T) == typeof(int) ? "integer" : "bigint";

    public override ulong HashAt(ColumnValues values, int row) => KeyHash.Of(long.CreateTruncating(Of(values)[row]));

    public override bool ShowsNumber(int length) => !IsPersonal && NumberBounds.Shows(length, max);

    internal override int? MaxUtf8Length => 20; // The digits of a 64-bit integer, and its sign.

    internal override int WriteUtf8(ColumnValues values, int row, Span<byte> utf8) =>
        Of(values)[row].TryFormat(utf8, out var length, default, CultureInfo.InvariantCulture)
            ? length
            : throw new ArgumentException("The value is longer than the span.", nameof(utf8));

    internal override Refusal Read(ref Utf8JsonReader json, out T value)
    {
        var refusal = NumberBounds.Read(ref json, JsonName, 0, min, max, out var number);
        value = T.CreateTruncating(number);
        return refusal;
    }

    internal override AvroKind? AvroKind => typeof(T) == typeof(int) ? Avro.AvroKind.Int : Avro.AvroKind.Long;

    internal override Refusal Read(ref AvroReader avro, out T value)
    {
        var isRead = avro.TryReadLong(out var number);
        value = T.CreateTruncating(number);
        if (!isRead)
            return new(RefusalReason.NotAvro, JsonName);
        return number >= min && number <= max ? Refusal.None : new(RefusalReason.OutOfRange, JsonName);
    }

    internal override void Write(Utf8JsonWriter json, T value) => json.WriteNumberValue(long.CreateTruncating(value));
}

/// <summary>A decimal number with a fixed number of digits after the point.</summary>
internal sealed class DecimalColumn(ColumnDescription description, int decimals, long min, long max) : Column<decimal>(description)
{
    private readonly long _unit = (long)Math.Pow(10, decimals);

    public override int Decimals => decimals;

    public override string SqlType => $"numeric({max.ToString(CultureInfo.InvariantCulture).Length + decimals},{decimals})";

    public override ulong HashAt(ColumnValues values, int row) => KeyHash.Of((long)(Of(values)[row] * _unit));

    public override bool ShowsNumber(int length) => !IsPersonal && length <= NumberBounds.ShownDigits;

    internal override Refusal Read(ref Utf8JsonReader json, out decimal value)
    {
        var refusal = NumberBounds.Read(ref json, JsonName, decimals, min * _unit, max * _unit, out var scaled);
        value = scaled / (decimal)_unit;
        return refusal;
    }

    /// <summary>The division removes trailing zeros: equal values give equal bytes, also after they were read from the database.</summary>
    internal override void Write(Utf8JsonWriter json, decimal value) => json.WriteNumberValue(value / 1.000000000000000000000000000m);
}

/// <summary>An instant in UTC, whole microseconds, years 1900–2199.</summary>
internal sealed class InstantColumn(ColumnDescription description) : Column<DateTime>(description)
{
    /// <summary>Reports do not show older instants, because they can be dates of birth.</summary>
    private const int FirstShownYear = 2020;
    private static readonly SearchValues<char> InstantCharacters = SearchValues.Create("0123456789T:.Z+-");

    public override string SqlType => "timestamptz";

    public override string TextAt(ColumnValues values, int row) => Of(values)[row].ToString("O", CultureInfo.InvariantCulture);

    public override ulong HashAt(ColumnValues values, int row) => KeyHash.Of(Of(values)[row].Ticks);

    public override bool Shows(string text) => !IsPersonal && IsRecent(text);

    internal static bool IsRecent(string text) =>
        text.Length is >= 10 and <= 40 && !text.AsSpan().ContainsAnyExcept(InstantCharacters)
        && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant)
        && instant.Year >= FirstShownYear;

    internal override Refusal Read(ref Utf8JsonReader json, out DateTime value) => JsonInstant.Read(ref json, JsonName, out value);

    internal override void Write(Utf8JsonWriter json, DateTime value) => json.WriteStringValue(value);
}

/// <summary>An instant that is a number: milliseconds since 1970-01-01 UTC, in JSON with at most three decimals.</summary>
internal sealed class EpochColumn(ColumnDescription description) : Column<DateTime>(description)
{
    /// <summary>The bounds of <see cref="JsonInstant"/>, microseconds since 1970.</summary>
    private static readonly long Earliest = (JsonInstant.Earliest - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long Latest = ((JsonInstant.Latest - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) - 1;

    /// <summary>Numbers that reports show have 13 digits (the years 2001 to 2286) and up to four characters of a fraction.</summary>
    private const int MinShownLength = 13;
    private const int MaxShownLength = 17;

    public override bool IsEpoch => true;

    public override string SqlType => "timestamptz";

    public override string TextAt(ColumnValues values, int row) => Of(values)[row].ToString("O", CultureInfo.InvariantCulture);

    public override ulong HashAt(ColumnValues values, int row) => KeyHash.Of(Of(values)[row].Ticks);

    public override bool ShowsNumber(int length) => !IsPersonal && length is >= MinShownLength and <= MaxShownLength;

    internal override Refusal Read(ref Utf8JsonReader json, out DateTime value)
    {
        var refusal = NumberBounds.Read(ref json, JsonName, decimals: 3, Earliest, Latest, out var microseconds);
        value = refusal.IsRefused ? default : DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        return refusal;
    }

    internal override AvroKind? AvroKind => Avro.AvroKind.Long;

    internal override Refusal Read(ref AvroReader avro, out DateTime value)
    {
        value = default;
        if (!avro.TryReadLong(out var milliseconds))
            return new(RefusalReason.NotAvro, JsonName);
        if (milliseconds < Earliest / 1000 || milliseconds > Latest / 1000)
            return new(RefusalReason.OutOfRange, JsonName);
        value = DateTime.UnixEpoch.AddTicks(milliseconds * TimeSpan.TicksPerMillisecond);
        return Refusal.None;
    }

    internal override void Write(Utf8JsonWriter json, DateTime value) =>
        json.WriteNumberValue((value - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / 1000m);
}

/// <summary>A UUID, in upper or lower case, with or without hyphens.</summary>
internal sealed class UuidColumn(ColumnDescription description) : Column<Guid>(description)
{
    public override string SqlType => "uuid";

    public override ulong HashAt(ColumnValues values, int row) => KeyHash.Of(Of(values)[row]);

    public override bool Shows(string text) => !IsPersonal && Guid.TryParseExact(text, "D", out _);

    internal static bool TryRead(ref Utf8JsonReader json, out Guid id)
    {
        id = default;
        if (json.TokenType != JsonTokenType.String)
            return false;
        if (json.TryGetGuid(out id))
            return true;
        return !json.HasValueSequence && json.ValueSpan.Length == 32
            && Utf8Parser.TryParse(json.ValueSpan, out id, out var used, 'N') && used == 32;
    }

    internal override Refusal Read(ref Utf8JsonReader json, out Guid value) =>
        TryRead(ref json, out value) ? Refusal.None : new(RefusalReason.WrongType, JsonName);

    internal override void Write(Utf8JsonWriter json, Guid value) => json.WriteStringValue(value);
}

/// <summary>A nullable column of a value type.</summary>
internal sealed class NullableColumn<T>(ColumnDescription description, Column<T> inner) : Column<T?>(description)
    where T : struct
{
    public override Type ValueType => typeof(T);

    public override string SqlType => inner.SqlType;

    public override int Decimals => inner.Decimals;

    public override bool IsEpoch => inner.IsEpoch;

    public override ulong HashAt(ColumnValues values, int row) => KeyHash.Of(TextAt(values, row));

    public override bool Shows(string text) => inner.Shows(text);

    public override bool ShowsNumber(int length) => inner.ShowsNumber(length);

    internal override Refusal Read(ref Utf8JsonReader json, out T? value)
    {
        var refusal = inner.Read(ref json, out var read);
        value = read;
        return refusal;
    }

    internal override AvroKind? AvroKind => inner.AvroKind;

    internal override Refusal Read(ref AvroReader avro, out T? value)
    {
        var refusal = inner.Read(ref avro, out var read);
        value = read;
        return refusal;
    }

    internal override void Write(Utf8JsonWriter json, T? value) => inner.Write(json, value!.Value);
}

/// <summary>Bounds of all number columns.</summary>
internal static class NumberBounds
{
    /// <summary>Maximum length of a number that reports show. Telephone and card numbers are longer.</summary>
    public const int ShownDigits = 9;

    public static bool Shows(int length, long max) => length <= Math.Min(ShownDigits, max.ToString(CultureInfo.InvariantCulture).Length);

    public static Refusal Read(ref Utf8JsonReader json, string name, int decimals, long min, long max, out long scaled)
    {
        scaled = 0;
        if (json.TokenType != JsonTokenType.Number)
            return new(RefusalReason.WrongType, name);
        return JsonNumber.TryRead(ref json, decimals, out scaled) && scaled >= min && scaled <= max
            ? Refusal.None
            : new(RefusalReason.OutOfRange, name);
    }
}
