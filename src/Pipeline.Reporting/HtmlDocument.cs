namespace Pipeline.Reporting;

/// <summary>
/// A report as one self-contained HTML page, which can be mailed or archived. It has no script, and its content security policy forbids
/// loading anything.
/// </summary>
internal static class HtmlDocument
{
    private static readonly string Style = ReadStyle();

    /// <summary>Begins the page.</summary>
    /// <param name="windowTitle">Title of the window.</param>
    /// <param name="kind">What kind of report it is, above the title.</param>
    /// <param name="title">Title of the report.</param>
    public static StringBuilder Begin(string windowTitle, string kind, string title) => new StringBuilder().Append(
        $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{Encoded(windowTitle)}</title>
        <style>
        {Style}</style>
        </head>
        <body>
        <main>
        <p class="name">{Encoded(kind)}</p>
        <h1>{Encoded(title)}</h1>

        """);

    /// <summary>Ends the page.</summary>
    public static string End(StringBuilder page) => page.Append("</main>\n</body>\n</html>\n").ToString();

    /// <summary>Encodes text for use between tags and in quoted attributes.</summary>
    public static string Encoded(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Names and values in columns.</summary>
    public static void AppendEntries(StringBuilder page, string title, IEnumerable<(string Name, string Value)> entries)
    {
        page.Append($"<section>\n<h2>{Encoded(title)}</h2>\n<dl>\n");
        foreach (var (name, value) in entries)
            page.Append($"<div><dt>{Encoded(name)}</dt><dd>{Encoded(value)}</dd></div>\n");
        page.Append("</dl>\n</section>\n");
    }

    /// <summary>The charts as figures; nothing without a chart.</summary>
    public static void AppendCharts(StringBuilder page, IReadOnlyList<ReportChart> charts)
    {
        if (charts.Count == 0)
            return;
        page.Append("<section class=\"charts\">\n");
        foreach (var chart in charts)
            page.Append($"<figure>\n<figcaption>{Encoded(chart.Title)}</figcaption>\n{ChartSvg.Render(chart)}\n</figure>\n");
        page.Append("</section>\n");
    }

    /// <summary>What a reader must know; nothing without a note.</summary>
    public static void AppendNotes(StringBuilder page, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
            return;
        page.Append("<section>\n<h2>Notes</h2>\n");
        AppendList(page, notes);
        page.Append("</section>\n");
    }

    /// <summary>A list of sentences.</summary>
    public static void AppendList(StringBuilder page, IReadOnlyList<string> items)
    {
        page.Append("<ul>\n");
        foreach (var item in items)
            page.Append($"<li>{Encoded(item)}</li>\n");
        page.Append("</ul>\n");
    }

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlDocument).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
