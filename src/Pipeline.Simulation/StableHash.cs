namespace Pipeline.Simulation;

/// <summary>
/// A hash of a text that is the same in every process. string.GetHashCode has a random salt per process, so the same seed
/// would generate different data.
/// </summary>
public static class StableHash
{
    /// <summary>FNV-1a over the UTF-16 units, then <see cref="Mix"/>, so that ids such as p_1 and p_2 get distant hashes.</summary>
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var unit in text)
            hash = (hash ^ unit) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>The finalizer of splitmix64: every input bit affects every output bit.</summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
