namespace Pipeline.Ads.Generating;

/// <summary>Generates the rows of a seed, one after the other.</summary>
/// <param name="seed">The seed.</param>
/// <param name="rows">Number of rows over which the hours are spread.</param>
internal sealed class RowWriter(long seed, long rows)
{
    /// <summary>Longest row, with its line feed.</summary>
    public const int MaxBytes = 256;

    private const int HexDigits = 8;

    private readonly ClickModel _model = new(rows);
    private readonly SeededRandom _random = new(seed);
    private readonly ulong _idMask = KeyHash.Of(seed);
    private int _hour;
    private long _row;

    /// <summary>Writes the next row, with a line feed.</summary>
    /// <param name="row">At least <see cref="MaxBytes"/> bytes.</param>
    /// <param name="isClick">Whether it is clicked.</param>
    /// <returns>Its bytes.</returns>
    public int Write(Span<byte> row, out bool isClick)
    {
        var (banner, device) = (_random.Pick(ClickModel.BannerPositions), _random.Pick(ClickModel.DeviceTypes));
        var (hour, probability) = _model.Hour(_row, ref _hour);
        isClick = _random.Chance(probability * banner.Factor * device.Factor);
        var rest = WriteId(row);
        Add(ref rest, isClick ? ",1,"u8 : ",0,"u8);
        AddField(ref rest, hour);
        AddField(ref rest, _random.Pick(Vocabulary.C1));
        AddField(ref rest, banner.Text);
        var isOnSite = _random.Chance(Vocabulary.SiteShare);
        AddField(ref rest, isOnSite ? _random.Pick(Vocabulary.SiteFields) : Vocabulary.NoSite);
        AddField(ref rest, isOnSite ? Vocabulary.NoApp : _random.Pick(Vocabulary.AppFields));
        if (_random.Chance(Vocabulary.NoDeviceShare))
            AddField(ref rest, Vocabulary.NoDevice);
        else
            AddHex(ref rest, _random.Zipf(Vocabulary.Devices, Vocabulary.DeviceExponent));
        AddHex(ref rest, ~_random.Zipf(Vocabulary.Addresses, Vocabulary.DeviceExponent));
        AddField(ref rest, _random.Pick(Vocabulary.DeviceModels));
        AddField(ref rest, device.Text);
        AddField(ref rest, _random.Pick(Vocabulary.ConnectionTypes));
        AddField(ref rest, _random.Pick(Vocabulary.AdvertFields));
        AddField(ref rest, _random.Chance(Vocabulary.NoC20Share) ? "-1"u8 : _random.Pick(Vocabulary.C20));
        Add(ref rest, _random.Pick(Vocabulary.C21));
        Add(ref rest, "\n"u8);
        _row++;
        return row.Length - rest.Length;
    }

    /// <summary>
    /// An id of up to 20 digits, a quarter of them above 64 bits. The lower 64 bits are a one-to-one function of the row's number, so no
    /// id repeats.
    /// </summary>
    private Span<byte> WriteId(Span<byte> row)
    {
        var lower = KeyHash.Mix((ulong)_row ^ _idMask);
        const ulong parts = 16;
        const ulong most = 4;
        var part = KeyHash.Mix(lower) % parts;
        new UInt128(part < most ? part + 1 : 0, lower).TryFormat(row, out var length, provider: CultureInfo.InvariantCulture);
        return row[length..];
    }

    private static void AddField(ref Span<byte> rest, ReadOnlySpan<byte> field)
    {
        Add(ref rest, field);
        Add(ref rest, ","u8);
    }

    private static void Add(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    private static void AddHex(ref Span<byte> rest, int rank)
    {
        ((uint)KeyHash.Of(rank)).TryFormat(rest, out _, "x8", CultureInfo.InvariantCulture);
        rest = rest[HexDigits..];
        Add(ref rest, ","u8);
    }
}
