using Pipeline.Ads.Rows;

namespace Pipeline.Ads.Exploring;

/// <summary><c>explore</c>: what is in a CSV file, whatever its columns: sizes, types, missing values, the first rows.</summary>
/// <param name="file">The file.</param>
/// <param name="maxRows">Number of rows to read.</param>
/// <param name="output">Standard output.</param>
internal sealed class ExploreRun(string file, long maxRows, TextWriter output)
{
    private const int FirstRows = 5;

    private readonly List<string> _first = [];
    private FieldProfile[] _profiles = [];
    private long _rows;
    private long _broken;
    private bool _isWhole = true;

    /// <summary>Reads the rows and prints.</summary>
    /// <returns>Exit code: 1 if the file is damaged.</returns>
    /// <exception cref="StartupRefusedException">The file cannot be read or is no CSV file; one sentence.</exception>
    public int Run(CancellationToken stop)
    {
        using var data = DataFile.Open(file);
        _profiles = [.. data.Names.Select(static _ => new FieldProfile())];
        var (page, start, bytes) = (data.FirstPage, data.FirstRow, 0L);
        do
        {
            bytes += ReadPage(page, start);
            start = 0;
        }
        while (_isWhole && !stop.IsCancellationRequested && data.Filler.Fill(page));
        Print(data, bytes, page.Consumed);
        if (data.Filler.Failure is not { } failure)
            return 0;
        Console.Error.WriteLine($"{file} is damaged ({failure.Message.TrimEnd('.')}): the figures are of the rows before the damage.");
        return 1;
    }

    /// <summary>Adds the rows of a page until enough are read.</summary>
    /// <returns>Bytes of these rows.</returns>
    private int ReadPage(RowPage page, int start)
    {
        var (at, spare, fields) = (start, page.Length, new List<Range>());
        while (at < page.Length)
        {
            if (_rows == maxRows)
            {
                _isWhole = false;
                break;
            }

            var lineFeed = at + page.Bytes.AsSpan(at..page.Length).IndexOf((byte)'\n');
            var end = lineFeed > at && page.Bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
            AddRow(page, at..end, ref spare, fields);
            at = lineFeed + 1;
        }

        return at - start;
    }

    private void AddRow(RowPage page, Range line, ref int spare, List<Range> fields)
    {
        _rows++;
        var raw = page.Bytes.AsSpan(line);
        if (_first.Count < FirstRows)
            _first.Add(Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 400)]));
        if (raw.Length > RowReader.MaxLineBytes || CsvLine.Split(page.Bytes, line, ref spare, fields) != RowFault.None
            || fields.Count != _profiles.Length)
        {
            _broken++;
            return;
        }

        for (var i = 0; i < fields.Count; i++)
            _profiles[i].Add(page.Bytes.AsSpan(fields[i]));
    }

    private void Print(DataFile data, long bytes, long consumed)
    {
        var size = data.Length is { } length ? $"{length:N0} bytes" : "a pipe";
        output.WriteLine($"{file}: {size}, {(data.IsCompressed ? "gzip" : "not compressed")}, {Rows(data, bytes, consumed)}");
        if (_broken > 0)
            output.WriteLine($"{_broken:N0} of these rows are broken: another number of fields, an open quote or too long a line.");
        var missing = AdColumns.All.Select(static c => c.Name).Except(data.Names).ToList();
        if (missing.Count > 0)
            output.WriteLine($"Columns of the data set that the file lacks: {string.Join(", ", missing)}.");
        output.WriteLine();
        output.WriteLine($"{"column",-18}{"expected",-10}{"found",-10}{"missing",12}{"shortest",10}{"longest",10}  example");
        foreach (var (name, profile) in data.Names.Zip(_profiles))
        {
            var expected = AdColumns.All.FirstOrDefault(c => c.Name == name)?.Kind.ToString().ToLowerInvariant() ?? "–";
            output.WriteLine($"{name,-18}{expected,-10}{profile}");
        }

        output.WriteLine();
        output.WriteLine("First rows:");
        foreach (var row in _first)
            output.WriteLine(row);
    }

    private string Rows(DataFile data, long bytes, long consumed)
    {
        if (_isWhole)
            return $"{data.Names.Count} columns, {_rows:N0} rows";
        // Of a compressed file the share that was decompressed is known to a buffer; of a plain one, the bytes of the rows.
        var share = (double)(data.IsCompressed ? consumed : bytes) / data.Length;
        var all = share is { } part and > 0 ? $" of about {_rows / part:N0}" : "";
        return $"{data.Names.Count} columns, first {_rows:N0} rows{all}";
    }
}
