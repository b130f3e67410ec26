namespace Pipeline.Ads.Statistics;

/// <summary>
/// 64-bit hashes of fields, the same in every process. Two of a million values share one with a probability of 3 in 10⁸.
/// </summary>
internal static class FieldHash
{
    private const ulong Spread = 0x9E3779B97F4A7C15;

    /// <summary>Hash of a text: <see cref="KeyHash.Mix"/> over its length and each 8 bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length * Spread;
        for (; text.Length > sizeof(ulong); text = text[sizeof(ulong)..])
            hash = KeyHash.Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        return KeyHash.Mix(hash ^ Last(text));
    }

    /// <summary>Hash of a number.</summary>
    public static ulong Of(int number) => KeyHash.Mix((uint)number + Spread);

    /// <summary>The last 0 to 8 bytes; the length, which is in the hash already, tells apart what looks the same here.</summary>
    private static ulong Last(ReadOnlySpan<byte> text)
    {
        if (text.Length == sizeof(ulong))
            return BinaryPrimitives.ReadUInt64LittleEndian(text);
        if (text.Length >= sizeof(uint))
        {
            // The two halves overlap.
            return BinaryPrimitives.ReadUInt32LittleEndian(text)
                | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]) << 32);
        }

        var last = 0UL;
        foreach (var b in text)
            last = (last << 8) | b;
        return last;
    }
}
