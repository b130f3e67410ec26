namespace Pipeline.Music.Catalogue;

/// <summary>
/// Invented names, composed of three parts. Different numbers below <see cref="Count"/> give different names, so no list of used names
/// is needed. The parts need no escaping in JSON.
/// </summary>
internal sealed class NamePool(NameParts parts)
{
    /// <summary>Largest number of bytes of a name.</summary>
    public const int MaxLength = 96;

    /// <summary>Gives neighbouring numbers different parts. A prime that does not divide Count, so names stay different.</summary>
    private const int Stride = 7919;

    private readonly byte[][] _first = Utf8(parts.First);
    private readonly byte[][] _middle = Utf8(parts.Middle);
    private readonly byte[][] _last = Utf8(parts.Last);

    /// <summary>Number of names.</summary>
    public int Count { get; } = parts.First.Length * parts.Middle.Length * parts.Last.Length;

    /// <summary>Writes a name as UTF-8.</summary>
    /// <param name="number">Number of the name. Numbers that are equal modulo <see cref="Count"/> have the same name.</param>
    /// <param name="target">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Number of bytes.</returns>
    public int Write(uint number, Span<byte> target)
    {
        var index = (int)(number % (uint)Count * (ulong)Stride % (ulong)Count);
        (index, var last) = Math.DivRem(index, _last.Length);
        var (middle, first) = Math.DivRem(index, _first.Length);
        var length = Copy(_first[first], target, 0);
        length = Copy(_middle[middle], target, length);
        return Copy(_last[last], target, length);
    }

    private static int Copy(byte[] part, Span<byte> target, int at)
    {
        part.CopyTo(target[at..]);
        return at + part.Length;
    }

    private static byte[][] Utf8(string[] parts) => Array.ConvertAll(parts, Encoding.UTF8.GetBytes);
}

/// <summary>The parts of names.</summary>
internal sealed record NameParts(string[] First, string[] Middle, string[] Last);

/// <summary>The parts of names in both languages.</summary>
internal sealed record LanguageParts(NameParts Korean, NameParts English);

/// <summary>names.json: the parts of the names of artists and songs. Edit that file to change them.</summary>
internal sealed record NameFile(LanguageParts Artists, LanguageParts Songs)
{
    public static NameFile Read()
    {
        using var json = typeof(NameFile).Assembly.GetManifestResourceStream("names.json")!;
        return JsonSerializer.Deserialize(json, NameJson.Default.NameFile)!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(NameFile))]
internal sealed partial class NameJson : JsonSerializerContext;
