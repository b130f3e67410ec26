namespace Pipeline.Reporting;

/// <summary>A table of the page: medians, with the range of the rounds below. On a narrow screen it scrolls in its own region.</summary>
internal static class HtmlTable
{
    public static void Append(StringBuilder page, ResultTable table)
    {
        var title = HtmlDocument.Encoded(table.Title);
        // A scrolling region must be focusable by keyboard, and a focusable element needs a name (WCAG 2.2, 2.1.1 and 4.1.2).
        page.Append($"<section>\n<h2>{title}</h2>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n");
        page.Append("<table>\n<thead>\n<tr>");
        page.Append($"<th scope=\"col\">{HtmlDocument.Encoded(table.Subject)}</th>");
        foreach (var measurement in table.Rows.Count == 0 ? [] : table.Rows[0].Measurements)
            page.Append($"<th scope=\"col\">{HtmlDocument.Encoded(measurement.Name)}{Small(measurement.Unit)}</th>");
        page.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append($"<tr><th scope=\"row\">{HtmlDocument.Encoded(row.Subject)}</th>");
            foreach (var measurement in row.Measurements)
                page.Append($"<td>{HtmlDocument.Encoded(ReportFormat.Median(measurement))}{Small(ReportFormat.Range(measurement))}</td>");
            page.Append("</tr>\n");
        }
        page.Append($"</tbody>\n</table>\n</div>\n{Legend(table)}</section>\n");
    }

    private static string Small(string text) => text.Length == 0 ? "" : $" <small>{HtmlDocument.Encoded(text)}</small>";

    private static string Legend(ResultTable table)
    {
        var rounds = table.Rows.SelectMany(static r => r.Measurements).Select(static f => f.Rounds.Count).DefaultIfEmpty(0).Max();
        return rounds > 1 ? $"<p class=\"legend\">Median of {rounds} rounds; below it the smallest and the largest value.</p>\n" : "";
    }
}
