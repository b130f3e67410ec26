namespace Benchmarks.Reporting;

/// <summary>
/// How much room text takes in a chart. An estimate, and not measured: the font is the reader's, and this machine may have none at all.
/// It errs on the wide side, so text may leave room but is never cut.
/// </summary>
internal static class SvgText
{
    /// <summary>Height of the letters, in pixels of the picture.</summary>
    public const int Size = 14;

    /// <summary>From a line of text to the next.</summary>
    public const int LineHeight = 18;

    /// <summary>A digit of the wider sans-serif fonts is 0.64 em, a wide letter more, most are less.</summary>
    private const double LatinWidth = 0.64 * Size;

    /// <summary>From Hangul's letters on, characters fill a square.</summary>
    private const char FirstWide = '\u1100';

    public static double Width(string text) => text.Sum(static c => c < FirstWide ? LatinWidth : Size);

    /// <summary>Breaks text into lines, between words where it can and within a word where one alone is too long.</summary>
    public static IReadOnlyList<string> Wrap(string text, double width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Pieces(w, width)))
        {
            if (line.Length > 0 && Width($"{line} {word}") > width)
            {
                lines.Add(line);
                line = "";
            }
            line = line.Length == 0 ? word : $"{line} {word}";
        }
        lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Pieces(string word, double width)
    {
        var start = 0;
        for (var end = 1; end < word.Length; end++)
        {
            // A pair of surrogates is one character.
            if (Width(word[start..(end + 1)]) <= width || char.IsLowSurrogate(word[end]))
                continue;
            yield return word[start..end];
            start = end;
        }
        yield return word[start..];
    }
}
