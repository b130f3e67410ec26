using System.Text.Json;

namespace Pipeline.Streams.Columns;

/// <summary>
/// Strings for texts that repeat often, such as categories and districts, found by their UTF-8 bytes. A pooled string is not allocated
/// per event and is not moved by the garbage collector. Bounded: a text replaces the text with the same slot. Thread-safe without
/// locks: a slot holds an immutable pair.
/// </summary>
internal static class StringPool
{
    /// <summary>Number of slots, a power of two. Several times the number of districts, brands and similar texts.</summary>
    private const int Slots = 2048;

    /// <summary>Longest pooled text, bytes. Longer texts rarely repeat.</summary>
    private const int MaxBytes = 96;

    private static readonly Entry?[] Entries = new Entry?[Slots];

    /// <summary>The text of a JSON string.</summary>
    /// <exception cref="InvalidOperationException">Not a valid text, as from <see cref="Utf8JsonReader.GetString"/>.</exception>
    public static string Get(ref Utf8JsonReader json)
    {
        if (json.HasValueSequence || json.ValueIsEscaped || json.ValueSpan.Length > MaxBytes)
            return json.GetString()!;
        var utf8 = json.ValueSpan;
        ref var slot = ref Entries[Hash(utf8) & (Slots - 1)];
        if (Volatile.Read(ref slot) is { } entry && utf8.SequenceEqual(entry.Utf8))
            return entry.Text;
        var text = json.GetString()!;
        Volatile.Write(ref slot, new(utf8.ToArray(), text));
        return text;
    }

    /// <summary>FNV-1a, 32 bits. The same in every process, so that allocations are the same in every run.</summary>
    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2_166_136_261u;
        foreach (var b in utf8)
            hash = (hash ^ b) * 16_777_619;
        // The slot uses the low bits only: the high bits are folded into them.
        return (int)(hash ^ (hash >> 16));
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
