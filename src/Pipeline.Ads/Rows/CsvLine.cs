namespace Pipeline.Ads.Rows;

/// <summary>One line of a CSV file by RFC 4180, except that a quoted field ends on its line. For headers and lines with quotes.</summary>
internal static class CsvLine
{
    /// <summary>Splits a line. A field with doubled quotes is copied, with single quotes.</summary>
    /// <param name="bytes">Buffer that holds the line.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="spare">Where the next copy begins in the buffer; moved to the end of the copies.</param>
    /// <param name="fields">Receives the fields, without their quotes.</param>
    /// <returns>None, UnclosedQuote or TextAfterQuote; with a fault, the fields before it.</returns>
    public static RowFault Split(byte[] bytes, Range line, ref int spare, List<Range> fields)
    {
        fields.Clear();
        var (at, end) = (line.Start.Value, line.End.Value);
        while (true)
        {
            if (at < end && bytes[at] == '"')
            {
                var close = FindClosingQuote(bytes.AsSpan(..end), at + 1, out var isEscaped);
                if (close < 0)
                    return RowFault.UnclosedQuote;
                if (close + 1 < end && bytes[close + 1] != ',')
                    return RowFault.TextAfterQuote;
                fields.Add(isEscaped ? Unescape(bytes, (at + 1)..close, ref spare) : (at + 1)..close);
                at = close + 1;
            }
            else
            {
                var comma = bytes.AsSpan(at..end).IndexOf((byte)',');
                var fieldEnd = comma < 0 ? end : at + comma;
                fields.Add(at..fieldEnd);
                at = fieldEnd;
            }

            if (at == end)
                return RowFault.None;
            at++;
        }
    }

    private static int FindClosingQuote(ReadOnlySpan<byte> line, int at, out bool isEscaped)
    {
        isEscaped = false;
        while (true)
        {
            var quote = line[at..].IndexOf((byte)'"');
            if (quote < 0)
                return -1;
            at += quote;
            if (at + 1 == line.Length || line[at + 1] != '"')
                return at;
            isEscaped = true;
            at += 2;
        }
    }

    private static Range Unescape(byte[] bytes, Range field, ref int spare)
    {
        var start = spare;
        for (var at = field.Start.Value; at < field.End.Value; at++)
        {
            bytes[spare++] = bytes[at];
            if (bytes[at] == '"')
                at++;
        }

        return start..spare;
    }
}
