namespace Benchmarks.Reporting;

/// <summary>
/// Estimates the size of text in a chart. The reader's font is unknown, and this machine may have no font to measure with. The estimate is
/// an upper bound, so text is never cut.
/// </summary>
internal static class SvgText
{
    /// <summary>Font size, pixels of the canvas.</summary>
    public const int Size = 14;

    /// <summary>Distance between two lines of text, pixels.</summary>
    public const int LineHeight = 18;

    /// <summary>A digit of wide sans-serif fonts is 0.64 em; few letters are wider.</summary>
    private const double LatinWidth = 0.64 * Size;

    /// <summary>From Hangul on, a character is as wide as it is high.</summary>
    private const char FirstWide = '\u1100';

    /// <summary>Pixels.</summary>
    public static double Width(string text) => text.Sum(static c => c < FirstWide ? LatinWidth : Size);

    /// <summary>Breaks text into lines between words. A word that is wider than a line is broken too.</summary>
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
            // A surrogate pair is one character and must not be split.
            if (Width(word[start..(end + 1)]) <= width || char.IsLowSurrogate(word[end]))
                continue;
            yield return word[start..end];
            start = end;
        }
        yield return word[start..];
    }
}
