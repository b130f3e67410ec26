namespace Pipeline.Streams.Columns;

/// <summary>
/// Strings for texts that repeat often, such as categories and districts, looked up by their UTF-8 bytes. A pooled string is not
/// allocated per event. The pool has a fixed size: a new text replaces the text in its slot. Thread-safe without locks, because
/// a slot holds an immutable pair.
/// </summary>
internal static class StringPool
{
    /// <summary>Number of slots, a power of two, several times the number of texts that repeat.</summary>
    private const int Slots = 2048;

    /// <summary>Maximum length of a pooled text, bytes. Longer texts rarely repeat.</summary>
    private const int MaxBytes = 96;

    private static readonly Entry?[] Entries = new Entry?[Slots];

    /// <summary>The text of the current JSON string.</summary>
    /// <exception cref="InvalidOperationException">The text is invalid, see <see cref="Utf8JsonReader.GetString"/>.</exception>
    public static string Get(ref Utf8JsonReader json)
    {
        if (json.HasValueSequence || json.ValueIsEscaped)
            return json.GetString()!;
        // Not null: the message is valid UTF-8.
        return Get(json.ValueSpan)!;
    }

    /// <summary>The text of UTF-8 bytes; null if they are not UTF-8.</summary>
    public static string? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
            return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : null;
        ref var slot = ref Entries[Hash(utf8) & (Slots - 1)];
        if (Volatile.Read(ref slot) is { } entry && utf8.SequenceEqual(entry.Utf8))
            return entry.Text;
        if (!Utf8.IsValid(utf8))
            return null;
        var text = Encoding.UTF8.GetString(utf8);
        Volatile.Write(ref slot, new(utf8.ToArray(), text));
        return text;
    }

    /// <summary>FNV-1a, 32 bits. The same in every process, so that allocations are the same in every run.</summary>
    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2_166_136_261u;
        foreach (var b in utf8)
            hash = (hash ^ b) * 16_777_619;
        // The slot number uses the low bits only, so the high bits are folded into them.
        return (int)(hash ^ (hash >> 16));
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
