namespace Pipeline.Logs.Entries;

/// <summary>Writes IPv4 addresses without an allocation.</summary>
internal static class Ipv4
{
    /// <summary>Length of the longest address, bytes.</summary>
    public const int MaxLength = 15;

    /// <summary>Writes an address.</summary>
    /// <param name="address">The address, its first part in the highest byte.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Its length, bytes.</returns>
    public static int Write(uint address, Span<byte> target)
    {
        var length = 0;
        for (var shift = 24; shift >= 0; shift -= 8)
        {
            _ = ((address >> shift) & 0xFF).TryFormat(target[length..], out var written, default, CultureInfo.InvariantCulture);
            length += written;
            if (shift > 0)
                target[length++] = (byte)'.';
        }

        return length;
    }
}
