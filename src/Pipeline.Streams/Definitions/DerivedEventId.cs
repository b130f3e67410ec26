namespace Pipeline.Streams.Definitions;

/// <summary>
/// The id of an event without event_id: a UUID v8 (RFC 9562, section 5.8) from the SHA-256 of type, natural key and version. An event
/// that is sent twice gets the same id twice.
/// </summary>
internal static class DerivedEventId
{
    /// <summary>Maximum size of what is hashed on the stack, bytes.</summary>
    private const int MaxStackBytes = 512;

    private const int MaxVersionLength = 10;

    /// <summary>The id for the row at index <see cref="EventBatch.Count"/>.</summary>
    public static Guid Of(EventType type, EventBatch batch, int version)
    {
        var stream = batch.Stream;
        var (key, values) = (stream.Key, batch.Values[stream.KeyIndex]);
        if (key.MaxUtf8Length is not { } max || type.Utf8Name.Length + max + MaxVersionLength + 2 > MaxStackBytes)
            return OfBytes(Encoding.UTF8.GetBytes($"{type.Name}\n{key.TextAt(values, batch.Count)}\n{version}"));
        Span<byte> bytes = stackalloc byte[MaxStackBytes];
        type.Utf8Name.CopyTo(bytes);
        var length = type.Utf8Name.Length;
        bytes[length++] = (byte)'\n';
        length += key.WriteUtf8(values, batch.Count, bytes[length..]);
        bytes[length++] = (byte)'\n';
        version.TryFormat(bytes[length..], out var digits, default, CultureInfo.InvariantCulture);
        return OfBytes(bytes[..(length + digits)]);
    }

    /// <summary>
    /// A UUID v8 from the SHA-256 of the bytes. Its first bit is 1, as in no UUID v7 before the year 6000. The database uses this bit to
    /// keep derived ids, which contain no time, outside its daily partitions.
    /// </summary>
    public static Guid OfBytes(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        hash[0] |= 0x80;
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
