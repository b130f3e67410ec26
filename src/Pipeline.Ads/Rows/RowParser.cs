namespace Pipeline.Ads.Rows;

/// <summary>
/// Splits the lines of a page into fields and checks them. It looks at 32 bytes at once for commas, line feeds and quotes; only lines
/// with a quote are split byte by byte. Not thread-safe.
/// </summary>
internal sealed class RowParser
{
    private static readonly AdColumnKind[] Kinds = [.. AdColumns.All.Select(static c => c.Kind)];

    private readonly int[] _order;
    private readonly byte[] _header;
    private readonly int[] _from = new int[AdColumns.Count];
    private readonly int[] _to = new int[AdColumns.Count];
    private readonly List<Range> _quoted = [];
    private long _line;
    private bool _isPlain;
    private int _spare;
    private ulong _lastHourText;
    private int _lastHour;

    /// <summary>Creates a parser.</summary>
    /// <param name="order">For each field of a line, its column: an index of <see cref="AdColumns.All"/>.</param>
    /// <param name="header">The header's line, which is refused when it occurs again.</param>
    /// <param name="lastLine">Number of the line before the first one to be parsed.</param>
    public RowParser(int[] order, byte[] header, long lastLine) => (_order, _header, _line) = (order, header, lastLine);

    /// <summary>Parses all lines of a page from a position in its bytes.</summary>
    public void Parse(RowPage page, int start)
    {
        var bytes = page.Bytes;
        var text = bytes.AsSpan(0, page.Length);
        (_isPlain, _spare) = (Ascii.IsValid(text) && !text.Contains((byte)0), page.Length);
        ref var first = ref MemoryMarshal.GetArrayDataReference(bytes);
        var (fields, hasQuote) = (0, false);
        _from[0] = start;
        for (var at = start; start < page.Length; at += Vector256<byte>.Count)
        {
            var chunk = Vector256.LoadUnsafe(ref first, (nuint)at);
            var marks = (Vector256.Equals(chunk, Vector256.Create((byte)',')) | Vector256.Equals(chunk, Vector256.Create((byte)'\n'))
                | Vector256.Equals(chunk, Vector256.Create((byte)'"'))).ExtractMostSignificantBits();
            for (; marks != 0; marks &= marks - 1)
            {
                var mark = at + BitOperations.TrailingZeroCount(marks);
                if (bytes[mark] == ',')
                {
                    if (fields < AdColumns.Count)
                        _to[fields] = mark;
                    if (++fields < AdColumns.Count)
                        _from[fields] = mark + 1;
                }
                else if (bytes[mark] == '"')
                {
                    hasQuote = true;
                }
                else
                {
                    EndLine(page, start, mark, hasQuote ? null : fields + 1);
                    start = mark + 1;
                    if (start >= page.Length)
                        break;
                    (_from[0], fields, hasQuote) = (start, 0, false);
                }
            }
        }

        page.LastLine = _line;
    }

    /// <summary>Accepts or refuses a line.</summary>
    /// <param name="page">The page.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="lineFeed">Its line feed.</param>
    /// <param name="fields">Number of fields; null for a line with a quote.</param>
    private void EndLine(RowPage page, int start, int lineFeed, int? fields)
    {
        _line++;
        var end = lineFeed > start && page.Bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        int? column = null;
        var fault = CheckLine(page.Bytes.AsSpan(start, end - start));
        if (fault == RowFault.None)
            fault = fields is null ? SplitQuoted(page, start..end) : EndFields(fields.Value, end);
        if (fault == RowFault.None)
            fault = ReadFields(page, out column);
        if (fault == RowFault.None)
        {
            page.Accept(_line, start..end, lineFeed + 1);
            return;
        }

        if (page.Bytes.AsSpan(start, end - start).SequenceEqual(_header))
            (fault, column) = (RowFault.RepeatedHeader, null);
        page.Refuse(_line, start..end, lineFeed + 1, fault, column);
    }

    private RowFault CheckLine(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return RowFault.EmptyLine;
        if (line.Length > RowReader.MaxLineBytes)
            return RowFault.LineTooLong;
        if (_isPlain)
            return RowFault.None;
        return line.Contains((byte)0) ? RowFault.NulCharacter : Utf8.IsValid(line) ? RowFault.None : RowFault.NotUtf8;
    }

    private RowFault EndFields(int fields, int end)
    {
        _to[AdColumns.Count - 1] = end;
        return fields == AdColumns.Count ? RowFault.None : RowFault.FieldCount;
    }

    private RowFault SplitQuoted(RowPage page, Range line)
    {
        var fault = CsvLine.Split(page.Bytes, line, ref _spare, _quoted);
        if (fault != RowFault.None)
            return fault;
        if (_quoted.Count != AdColumns.Count)
            return RowFault.FieldCount;
        for (var i = 0; i < AdColumns.Count; i++)
            (_from[i], _to[i]) = (_quoted[i].Start.Value, _quoted[i].End.Value);
        return RowFault.None;
    }

    private RowFault ReadFields(RowPage page, out int? column)
    {
        for (var i = 0; i < AdColumns.Count; i++)
        {
            var (from, length) = (_from[i], _to[i] - _from[i]);
            var text = page.Bytes.AsSpan(from, length);
            var value = from;
            var fault = Kinds[_order[i]] switch
            {
                AdColumnKind.Text => length <= AdColumns.MaxTextBytes ? RowFault.None : RowFault.TextTooLong,
                AdColumnKind.Number => length == 0 ? RowFault.None : ReadNumber(text, out value),
                AdColumnKind.Click => ReadClick(text, out value),
                AdColumnKind.Hour => ReadHour(text, out value),
                _ => CheckId(text),
            };
            if (fault != RowFault.None)
            {
                column = _order[i];
                return fault;
            }

            page.Next(_order[i]) = new(value, length);
        }

        column = null;
        return RowFault.None;
    }

    private static RowFault CheckId(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return RowFault.MissingId;
        const int maxDigits = 20;
        return text.Length > maxDigits || text.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? RowFault.InvalidId : RowFault.None;
    }

    private static RowFault ReadClick(ReadOnlySpan<byte> text, out int click)
    {
        click = 0;
        if (text.IsEmpty)
            return RowFault.MissingValue;
        var fault = ReadNumber(text, out click);
        return fault == RowFault.None && click is not (0 or 1) ? RowFault.OutOfRange : fault;
    }

    /// <summary>Most rows have the hour of the row before, which needs no second look at the calendar.</summary>
    private RowFault ReadHour(ReadOnlySpan<byte> text, out int hour)
    {
        if (text.Length == AdHour.Digits && BinaryPrimitives.ReadUInt64LittleEndian(text) == _lastHourText)
        {
            hour = _lastHour;
            return RowFault.None;
        }

        if (!AdHour.TryParse(text, out hour))
            return text.IsEmpty ? RowFault.MissingValue : RowFault.InvalidHour;
        (_lastHourText, _lastHour) = (BinaryPrimitives.ReadUInt64LittleEndian(text), hour);
        return RowFault.None;
    }

    private static RowFault ReadNumber(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        var isNegative = text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        if (digits.IsEmpty)
            return RowFault.NotANumber;
        var value = 0L;
        foreach (var digit in digits)
        {
            var next = (uint)(digit - '0');
            if (next > 9)
                return RowFault.NotANumber;
            // Beyond 32 bits it stays there, whatever follows.
            value = Math.Min((value * 10) + next, 1L << 32);
        }

        number = (int)(isNegative ? -value : value);
        return number == (isNegative ? -value : value) ? RowFault.None : RowFault.OutOfRange;
    }
}
