using System.Text.Json;

namespace Pipeline.Streams.Parsing;

/// <summary>
/// Texts out of small sets that come again and again, such as categories and districts: found by their UTF-8 bytes, they are the string that is
/// there already. A batch's strings live long enough to be moved by the garbage collector; these need not be made at all. Bounded:
/// a text takes the place of the one with the same hash. Thread-safe without locks: a place holds an immutable pair.
/// </summary>
internal static class RecurringTexts
{
    /// <summary>A power of two, several times the number of districts, brands and the like.</summary>
    private const int Places = 2048;

    /// <summary>Longer ones, in bytes, hardly recur.</summary>
    private const int Longest = 96;

    private static readonly Entry?[] Entries = new Entry?[Places];

    /// <summary>The text of a JSON string.</summary>
    /// <exception cref="InvalidOperationException">Not a valid text, as from <see cref="Utf8JsonReader.GetString"/>.</exception>
    public static string Get(ref Utf8JsonReader json)
    {
        // Escapes are seldom, and a value in several pieces does not occur here: the reader's own way will do.
        if (json.HasValueSequence || json.ValueIsEscaped || json.ValueSpan.Length > Longest)
            return json.GetString()!;
        var utf8 = json.ValueSpan;
        ref var place = ref Entries[Hash(utf8) & (Places - 1)];
        if (Volatile.Read(ref place) is { } entry && utf8.SequenceEqual(entry.Utf8))
            return entry.Text;
        var text = json.GetString()!;
        Volatile.Write(ref place, new(utf8.ToArray(), text));
        return text;
    }

    /// <summary>FNV-1a, 32 bits: the same in every process, so that what is allocated is the same too.</summary>
    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2_166_136_261u;
        foreach (var b in utf8)
            hash = (hash ^ b) * 16_777_619;
        // The upper half takes part in the place as well.
        return (int)(hash ^ (hash >> 16));
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
