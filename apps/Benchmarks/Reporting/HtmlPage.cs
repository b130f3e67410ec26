namespace Benchmarks.Reporting;

/// <summary>
/// The report as one self-contained HTML page, which can be mailed or archived. It has no script, and its content security policy forbids
/// loading anything.
/// </summary>
internal static class HtmlPage
{
    private static readonly string Style = ReadStyle();

    public static string Text(BenchmarkReport report)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{Encoded(report.Title)} – {(report.Ok ? "ok" : "FAILED")}</title>
            <style>
            {Style}</style>
            </head>
            <body>
            <main>
            <p class="name">benchmark {Encoded(report.Name)}</p>
            <h1>{Encoded(report.Title)}</h1>

            """);
        AppendVerdict(page, report);
        AppendEnvironment(page, report.Environment);
        foreach (var table in report.Tables)
            HtmlTable.Append(page, table);
        AppendCharts(page, report.Charts);
        AppendNotes(page, report.Notes);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Encodes text for use between tags and in quoted attributes.</summary>
    public static string Encoded(string text) => WebUtility.HtmlEncode(text);

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }

    private static void AppendVerdict(StringBuilder page, BenchmarkReport report)
    {
        if (report.Ok)
        {
            page.Append("<p class=\"verdict ok\"><strong>ok</strong> The verifications found no faults.</p>\n");
            return;
        }
        page.Append("<section class=\"verdict failed\" aria-label=\"Verdict\">\n");
        page.Append("<p><strong>FAILED</strong> The verifications found faults, so the figures are not valid:</p>\n");
        AppendList(page, report.Failures);
        page.Append("</section>\n");
    }

    private static void AppendEnvironment(StringBuilder page, RunEnvironment environment)
    {
        page.Append("<section>\n<h2>Environment</h2>\n<dl>\n");
        foreach (var (name, value) in environment.Entries)
            page.Append($"<div><dt>{Encoded(name)}</dt><dd>{Encoded(value)}</dd></div>\n");
        page.Append("</dl>\n</section>\n");
    }

    private static void AppendCharts(StringBuilder page, IReadOnlyList<ReportChart> charts)
    {
        if (charts.Count == 0)
            return;
        page.Append("<section class=\"charts\">\n");
        foreach (var chart in charts)
            page.Append($"<figure>\n<figcaption>{Encoded(chart.Title)}</figcaption>\n{ChartSvg.Render(chart)}\n</figure>\n");
        page.Append("</section>\n");
    }

    private static void AppendNotes(StringBuilder page, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
            return;
        page.Append("<section>\n<h2>Notes</h2>\n");
        AppendList(page, notes);
        page.Append("</section>\n");
    }

    private static void AppendList(StringBuilder page, IReadOnlyList<string> items)
    {
        page.Append("<ul>\n");
        foreach (var item in items)
            page.Append($"<li>{Encoded(item)}</li>\n");
        page.Append("</ul>\n");
    }
}
