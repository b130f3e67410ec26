using System.Text;

namespace Pipeline.Testing;

/// <summary>Texts that break lines, quotes, terminals and encodings that are not written with care.</summary>
public static class HostileTexts
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["nothing"] = "",
        ["spaces at both ends"] = "  a  ",
        ["line breaks"] = "a\nb\r\nc\rd\u0085e\u2028f\u2029g\vh\fi\n",
        ["quotes"] = "\"a\" 'b' `c` \"",
        ["backslashes"] = @"\ \\ \n \"" \u0041 \x41 \",
        ["the end of a field and a new one"] = "\" status=500 level=\"ERROR\" x=\"] [x@1 a=\"b\"] \",\"level\":\"ERROR\"} = ]",
        ["commands for a terminal"] = "\u001b[2J\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b31m \b\b\b",
        ["NUL"] = "a\0b\0",
        ["every control character"] = new([.. Enumerable.Range(0, 0x100).Select(static c => (char)c).Where(char.IsControl)]),
        ["lone surrogates"] = "\ud83d a\udc00b \udc00\ud83d \ud83d",
        ["Korean"] = "주문 완료: 서울특별시 강남구",
        ["emoji"] = "😀 👩‍👩‍👧‍👦 🇰🇷",
        ["marks that look like others"] = "\ufeff a\u0301 \u202egnp.exe \u00a0\u3000 \ufffd \uffff",
        ["formats and shells"] = "%s %n %0a {0} $(reboot) `reboot` ; && | # #033 <b>&amp;</b>",
        ["10 MB"] = string.Concat(Enumerable.Repeat("가\ud83d😀\n\"", 1_000_000)),
    };

    /// <summary>What the texts are called.</summary>
    public static IEnumerable<string> Names => Texts.Keys;

    public static string Of(string name) => Texts[name];

    /// <summary>What of a text fits into a number of bytes of UTF-8: whole characters, lone surrogates as U+FFFD.</summary>
    public static string Kept(string text, int maxBytes)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            maxBytes -= rune.Utf8SequenceLength;
            if (maxBytes < 0)
                break;
            kept.Append(rune);
        }

        return kept.ToString();
    }
}
