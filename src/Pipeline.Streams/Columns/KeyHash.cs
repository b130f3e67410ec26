namespace Pipeline.Streams.Columns;

/// <summary>
/// 64-bit hashes that are the same in every process; string.GetHashCode is salted per process. With ten million keys, the probability
/// that any two share a hash is about 3 in a million (n²/2⁶⁵, the birthday bound).
/// </summary>
public static class KeyHash
{
    /// <summary>FNV-1a over the UTF-16 units, then <see cref="Mix"/>, so that similar keys (p_1, p_2) get distant hashes.</summary>
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var unit in text)
            hash = (hash ^ unit) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>Hash of an id.</summary>
    public static ulong Of(Guid id)
    {
        var halves = MemoryMarshal.Cast<Guid, ulong>(new ReadOnlySpan<Guid>(in id));
        return Mix(halves[0] ^ Mix(halves[1]));
    }

    /// <summary>Hash of a number.</summary>
    public static ulong Of(long number) => Mix((ulong)number);

    /// <summary>The finalizer of splitmix64: every input bit affects every output bit.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
