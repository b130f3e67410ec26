namespace Pipeline.Shop.Generation;

/// <summary>
/// Converts Hangul to Latin letters per syllable: the Revised Romanisation without its sound changes. This is enough for the local
/// part of an e-mail address.
/// </summary>
internal static class Romanisation
{
    private const char FirstSyllable = '가';
    private const int Syllables = 11172;
    private const int Medials = 21;
    private const int Finals = 28;

    private static readonly string[] Initial =
        ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];

    private static readonly string[] Medial =
    [
        "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i",
    ];

    private static readonly string[] Final =
    [
        "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l",
        "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t",
    ];

    /// <summary>Lower-case letters a–z; characters that are not Hangul syllables are skipped.</summary>
    public static string Of(string hangul)
    {
        var latin = new StringBuilder();
        foreach (var unit in hangul)
        {
            var index = unit - FirstSyllable;
            if (index is < 0 or >= Syllables)
                continue;
            // Unicode orders the syllables as (initial × 21 + medial) × 28 + final.
            latin.Append(Initial[index / (Medials * Finals)]);
            latin.Append(Medial[index / Finals % Medials]);
            latin.Append(Final[index % Finals]);
        }

        return latin.ToString();
    }
}
