namespace Pipeline.Ads.Rows;

/// <summary>The header of a file: which field of a line belongs to which column.</summary>
internal static class AdHeader
{
    /// <summary>The first line of the data set's files.</summary>
    public static string Text { get; } = string.Join(',', AdColumns.All.Select(static c => c.Name));

    /// <summary>The names of a header line.</summary>
    /// <exception cref="StartupRefusedException">The line is not a line of a UTF-8 file; one sentence.</exception>
    public static IReadOnlyList<string> Names(string path, ReadOnlySpan<byte> line)
    {
        if (line is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw Refused($"{path} is UTF-16: convert it to UTF-8.");
        if (line.Length > RowReader.MaxLineBytes)
            throw Refused($"{path} is not a CSV file: its first line has more than {RowReader.MaxLineBytes:N0} bytes.");
        if (line.Contains((byte)0) || !Utf8.IsValid(line))
            throw Refused($"{path} is not a text file: its first line is not UTF-8.");
        if (line.Contains((byte)'\r'))
            throw Refused($"{path} ends its lines with CR alone: convert them to LF or CR LF.");
        if (line.IsEmpty)
            throw Refused($"{path} has no header: its first line is empty. {Needed}");
        var bytes = new byte[2 * line.Length];
        line.CopyTo(bytes);
        var (spare, fields) = (line.Length, new List<Range>());
        if (CsvLine.Split(bytes, ..line.Length, ref spare, fields) is not RowFault.None and var fault)
            throw Refused($"{path} has a broken header: {fault.Name()}.");
        return [.. fields.Select(f => Encoding.UTF8.GetString(bytes.AsSpan(f)).Trim())];
    }

    /// <summary>For each name, its column: an index of <see cref="AdColumns.All"/>.</summary>
    /// <exception cref="StartupRefusedException">The names are not those of the 24 columns, in any order; one sentence.</exception>
    public static int[] Order(string path, IReadOnlyList<string> names)
    {
        var columns = AdColumns.All.Select(static c => c.Name).ToList();
        var faults = new List<string>();
        var (missing, unknown) = (columns.Except(names).ToList(), names.Except(columns).ToList());
        if (missing.Count == columns.Count)
        {
            throw Refused(names.Count == columns.Count && names[0].Length > 0 && names[0].All(char.IsAsciiDigit)
                ? $"{path} has no header: its first line is a row. {Needed}"
                : $"{path} has other columns: {Shown(names)}. {Needed}");
        }

        Add("misses", missing);
        Add("has unknown", unknown);
        Add("repeats", [.. names.GroupBy(static n => n).Where(static g => g.Count() > 1).Select(static g => g.Key)]);
        if (faults.Count > 0)
        {
            var hint = missing is ["click"] && unknown.Count == 0 ? " A test set has no clicks: use a training set." : "";
            throw Refused($"{path} {string.Join(", ", faults)}.{hint} {Needed}");
        }

        return [.. names.Select(n => columns.IndexOf(n))];

        void Add(string what, List<string> of)
        {
            if (of.Count > 0)
                faults.Add($"{what} {Shown(of)}");
        }
    }

    /// <summary>A refusal.</summary>
    public static StartupRefusedException Refused(string sentence, Exception? cause = null) => new(sentence, isTransient: false, cause);

    private static string Needed { get; } = $"It needs a header with these columns, in any order: {Text}.";

    /// <summary>The first names, each cut off, so that a file of anything gives one readable sentence.</summary>
    private static string Shown(IReadOnlyList<string> names)
    {
        const int most = 24;
        const int longest = 40;
        var shown = names.Take(most).Select(static n => n.Length > longest ? n[..longest] + "…" : n);
        return string.Join(", ", shown) + (names.Count > most ? ", …" : "");
    }
}
