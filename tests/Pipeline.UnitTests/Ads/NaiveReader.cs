using System.Globalization;
using System.Numerics;
using System.Text;
using Pipeline.Ads.Rows;

namespace Pipeline.UnitTests.Ads;

/// <summary>Reads a line character by character, as simply as possible. Texts are Latin-1.</summary>
internal static class NaiveReader
{
    /// <summary>The fields, joined by |, or the reason of the refusal.</summary>
    public static string Read(string line)
    {
        if (line.EndsWith('\r'))
            line = line[..^1];
        var result = Fields(line);
        return line == AdHeader.Text ? "repeated_header" : result;
    }

    private static string Fields(string line)
    {
        if (line.Length == 0)
            return "empty_line";
        if (line.Contains('\0'))
            return "nul_character";
        if (!IsUtf8(AdSample.Latin1(line)))
            return "not_utf8";
        var fields = new List<string>();
        if (Split(line, fields) is { } fault)
            return fault;
        if (fields.Count != AdColumns.Count)
            return "field_count";
        for (var i = 0; i < fields.Count; i++)
        {
            if (Check(AdColumns.All[i], fields[i]) is { } reason)
                return $"{reason} ({AdColumns.All[i].Name})";
            if (!AdColumns.All[i].IsText && fields[i].Length > 0)
                fields[i] = $"{int.Parse(fields[i], CultureInfo.InvariantCulture)}";
        }

        return string.Join('|', fields);
    }

    private static string? Split(string line, List<string> fields)
    {
        var at = 0;
        while (true)
        {
            var field = new StringBuilder();
            if (at < line.Length && line[at] == '"')
            {
                for (at++; ; at++)
                {
                    if (at == line.Length)
                        return "unclosed_quote";
                    if (line[at] == '"' && at + 1 < line.Length && line[at + 1] == '"')
                        at++;
                    else if (line[at] == '"')
                        break;
                    field.Append(line[at]);
                }

                at++;
                if (at < line.Length && line[at] != ',')
                    return "text_after_quote";
            }

            for (; at < line.Length && line[at] != ','; at++)
                field.Append(line[at]);
            fields.Add(field.ToString());
            if (at++ == line.Length)
                return null;
        }
    }

    private static string? Check(AdColumn column, string text)
    {
        if (column.Kind == AdColumnKind.Id)
            return text.Length == 0 ? "missing_id" : text.Length > 20 || !text.All(char.IsAsciiDigit) ? "invalid_id" : null;
        if (text.Length == 0)
            return column.IsNullable ? null : "missing_value";
        if (column.Kind == AdColumnKind.Text)
            return text.Length > AdColumns.MaxTextBytes ? "text_too_long" : null;
        if (column.Kind == AdColumnKind.Hour)
        {
            return text.Length == 8 && DateTime.TryParseExact(
                $"20{text}", "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "invalid_hour";
        }

        if (!BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || text[0] == '+')
            return "not_a_number";
        var (min, max) = column.Kind == AdColumnKind.Click ? (0, 1) : (int.MinValue, int.MaxValue);
        return number < min || number > max ? "out_of_range" : null;
    }

    private static bool IsUtf8(byte[] bytes)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
