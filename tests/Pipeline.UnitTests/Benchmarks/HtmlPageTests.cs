using System.Net;
using System.Text.RegularExpressions;
using Benchmarks.Reporting;

namespace Pipeline.UnitTests.Benchmarks;

public sealed partial class HtmlPageTests
{
    private static readonly string Ok = HtmlPage.Text(SampleReport.Ok);
    private static readonly string Failed = HtmlPage.Text(SampleReport.Failed);

    [Fact]
    public void Nothing_of_a_report_becomes_a_tag()
    {
        Assert.Contains(WebUtility.HtmlEncode(SampleReport.Hostile), Failed);
        Assert.DoesNotContain("<script", Failed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Debian, &quot;X64&quot;", Failed);
    }

    [Fact]
    public void It_loads_nothing()
    {
        Assert.DoesNotContain("://", Failed.Replace("xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal));
        Assert.DoesNotMatch(Loading(), Failed);
        Assert.Contains("default-src 'none'", Failed);
    }

    [Fact]
    public void A_report_with_failures_is_red_and_says_them()
    {
        Assert.Contains("class=\"verdict failed\"", Failed);
        Assert.Contains("<li>12 events are missing</li>", Failed);
        Assert.DoesNotContain("class=\"verdict ok\"", Failed);
        Assert.Contains("class=\"verdict ok\"", Ok);
        Assert.DoesNotContain("class=\"verdict failed\"", Ok);
    }

    [Fact]
    public void Medians_stand_over_their_spread_and_units_in_the_head()
    {
        Assert.Contains("<th scope=\"col\">published <small>events/s</small></th>", Ok);
        Assert.Contains("<th scope=\"row\">idempotent [acks=all]</th><td>131,200 <small>128,000–135,200</small></td>", Ok);
        Assert.Contains("<td>–</td>", Ok);
    }

    [Fact]
    public void Every_chart_has_a_role_and_a_description() => Assert.All(
        ["<svg ", "role=\"img\"", "role=\"img\" aria-label=\""], static part => Assert.Equal(2, Ok.Split(part).Length - 1));

    [Fact]
    public void Without_tables_charts_and_notes_it_is_still_a_page()
    {
        var page = HtmlPage.Text(SampleReport.Ok with { Tables = [new("Empty", "mode", [])], Charts = [], Notes = [] });
        Assert.Contains("<h2>Empty</h2>", page);
        Assert.EndsWith("</html>\n", page);
    }

    [GeneratedRegex(
        @"\b(src|href|srcset|xlink|action|data)\s*=|@import|<(link|img|iframe|object|script|base|form)\b|url\(",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loading();
}
