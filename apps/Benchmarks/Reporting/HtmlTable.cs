using System.Text;

namespace Benchmarks.Reporting;

/// <summary>A table of a page: medians, with smallest and largest round beneath. It scrolls in its own frame where the screen is narrow.</summary>
internal static class HtmlTable
{
    public static void Append(StringBuilder page, ResultTable table)
    {
        var title = HtmlPage.Encoded(table.Title);
        // A frame that scrolls must be reachable by keyboard, and what can be reached must have a name.
        page.Append($"<section>\n<h2>{title}</h2>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n<table>\n<thead>\n<tr>");
        page.Append($"<th scope=\"col\">{HtmlPage.Encoded(table.Subject)}</th>");
        foreach (var figure in table.Rows.Count == 0 ? [] : table.Rows[0].Figures)
            page.Append($"<th scope=\"col\">{HtmlPage.Encoded(figure.Name)}{Small(figure.Unit)}</th>");
        page.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append($"<tr><th scope=\"row\">{HtmlPage.Encoded(row.Subject)}</th>");
            foreach (var figure in row.Figures)
                page.Append($"<td>{HtmlPage.Encoded(FigureText.Median(figure))}{Small(FigureText.Range(figure))}</td>");
            page.Append("</tr>\n");
        }
        page.Append($"</tbody>\n</table>\n</div>\n{Legend(table)}</section>\n");
    }

    private static string Small(string text) => text.Length == 0 ? "" : $" <small>{HtmlPage.Encoded(text)}</small>";

    private static string Legend(ResultTable table)
    {
        var rounds = table.Rows.SelectMany(static r => r.Figures).Select(static f => f.Rounds.Count).DefaultIfEmpty(0).Max();
        return rounds > 1 ? $"<p class=\"legend\">Median of {rounds} rounds; beneath it the smallest and the largest.</p>\n" : "";
    }
}
