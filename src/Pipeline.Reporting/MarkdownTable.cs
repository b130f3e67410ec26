namespace Pipeline.Reporting;

/// <summary>A table in Markdown: the medians of the measurements.</summary>
internal static class MarkdownTable
{
    /// <summary>Appends the title and the table.</summary>
    public static void Append(StringBuilder page, ResultTable table)
    {
        page.Append($"## {Encoded(table.Title)}\n\n");
        var measurements = table.Rows.Count == 0 ? [] : table.Rows[0].Measurements;
        AppendRow(page, measurements.Select(static m => m.Unit.Length == 0 ? m.Name : $"{m.Name} ({m.Unit})").Prepend(table.Subject));
        page.Append($"|---|{string.Concat(measurements.Select(static _ => "---:|"))}\n");
        foreach (var row in table.Rows)
            AppendRow(page, row.Measurements.Select(ReportFormat.Median).Prepend(row.Subject));
        page.Append('\n');
    }

    /// <summary>Encodes text so that it is neither markup nor the end of a cell.</summary>
    public static string Encoded(string text)
    {
        var encoded = new StringBuilder();
        foreach (var c in text)
            encoded.Append(@"\`*_[]<>|&".Contains(c) ? "\\" : "").Append(c is '\r' or '\n' ? ' ' : c);
        return encoded.ToString();
    }

    private static void AppendRow(StringBuilder page, IEnumerable<string> cells) =>
        page.Append($"| {string.Join(" | ", cells.Select(Encoded))} |\n");
}
