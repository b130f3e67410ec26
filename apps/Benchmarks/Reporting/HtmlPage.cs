namespace Benchmarks.Reporting;

/// <summary>The report as one HTML page.</summary>
internal static class HtmlPage
{
    public static string Text(BenchmarkReport report)
    {
        var page = HtmlDocument.Begin(
            $"{report.Title} – {(report.Ok ? "ok" : "FAILED")}", $"benchmark {report.Name}", report.Title);
        AppendVerdict(page, report);
        HtmlDocument.AppendEntries(page, "Environment", report.Environment.Entries);
        foreach (var table in report.Tables)
            HtmlTable.Append(page, table);
        HtmlDocument.AppendCharts(page, report.Charts);
        HtmlDocument.AppendNotes(page, report.Notes);
        return HtmlDocument.End(page);
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
        HtmlDocument.AppendList(page, report.Failures);
        page.Append("</section>\n");
    }
}
