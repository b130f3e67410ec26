using System.Globalization;
using System.Xml.Linq;
using Benchmarks.Reporting;

namespace Pipeline.UnitTests.Benchmarks;

public sealed class ChartSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_subject_and_its_median_are_in_a_bar_chart()
    {
        var text = AllText(SampleReport.Bars);
        Assert.All(SampleReport.Bars.Bars, bar => Assert.Contains(bar.Subject, text));
        Assert.Contains("131,200", text);
        Assert.Contains("–", text);
        Assert.Contains("events/s", text);
    }

    [Fact]
    public void Every_line_and_both_axes_are_named_in_a_line_chart()
    {
        var text = AllText(SampleReport.Lines);
        Assert.All(["direct", SampleReport.Hostile, "percentile", "ms"], expected => Assert.Contains(expected, text));
    }

    [Fact]
    public void A_logarithmic_axis_has_labels_at_powers_of_ten() =>
        Assert.Contains(" 1 10 100 1,000 ", $" {AllText(SampleReport.Lines)} ");

    [Fact]
    public void No_text_is_set_in_a_font_of_this_machine() =>
        Assert.All([SampleReport.Bars, (ReportChart)SampleReport.Lines], static chart =>
        Assert.Equal(["system-ui, sans-serif"], Drawn(chart).Descendants().Attributes("font-family").Select(static a => a.Value)));

    [Fact]
    public void The_whisker_reaches_from_the_smallest_round_to_the_largest()
    {
        var svg = Drawn(new BarChart("", "", [("a", new("", "", [100, 110, 200])), ("b", new("", "", [0, 0, 0]))]));
        var bar = svg.Descendants(Svg + "rect").Single(static r =>
            string.Equals(r.Attribute("fill")?.Value, SeriesStyle.Bar, StringComparison.OrdinalIgnoreCase) && Number(r, "width") > 0);
        // "M right cap … M left L right M left cap …": the middle part is the whisker itself.
        var whisker = svg.Descendants(Svg + "path")
            .Select(static p => p.Attribute("d")!.Value.Split('M', StringSplitOptions.RemoveEmptyEntries))
            .First(static parts => parts.Length == 3)[1]
            .Split('L', ' ').Where(static (_, i) => i % 2 == 0).Select(static x => double.Parse(x, CultureInfo.InvariantCulture)).Order();
        Assert.Equal([100.0, 200], whisker.Select(x => Math.Round((x - Number(bar, "x")) / Number(bar, "width") * 110, 1)));
    }

    [Fact]
    public void Lines_differ_in_colour_and_their_neighbours_in_dashes_too()
    {
        var styles = Enumerable.Range(0, 12).Select(SeriesStyle.At).ToList();
        Assert.Equal(12, styles.Select(static l => l.Color).Distinct().Count());
        Assert.All(styles.Zip(styles.Skip(1)), static pair => Assert.NotEqual(pair.First.Dashes, pair.Second.Dashes));
        Assert.Contains(Paths(SampleReport.Lines), static p => p.Attribute("stroke-dasharray")?.Value == SeriesStyle.At(1).Dashes);
    }

    [Fact]
    public void A_limit_is_a_horizontal_line_across_the_chart_with_its_name_in_the_legend()
    {
        var chart = new XyChart("t", "x", "y", [new("rate", [10, 20], [1, 5])]) { Limit = ("at most 8", 8) };
        Assert.Contains("at most 8", AllText(chart));
        var line = Assert.Single(Paths(chart), IsLimit);
        var points = line.Attribute("d")!.Value.Split(['M', 'L', ' '], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, points.Length);
        Assert.Equal(points[1], points[3]);
        Assert.DoesNotContain(Paths(chart with { Limit = null }), IsLimit);

        static bool IsLimit(XElement path) => path.Attribute("stroke-dasharray")?.Value == SeriesStyle.Limit.Dashes;
    }

    [Theory]
    [InlineData(AxisKind.Linear, AxisKind.Linear)]
    [InlineData(AxisKind.Linear, AxisKind.Logarithmic)]
    [InlineData(AxisKind.Percentile, AxisKind.Logarithmic)]
    public void Whatever_was_measured_there_is_a_chart(object x, object y)
    {
        double[][] series = [[], [double.NaN], [0], [-3, -3], [5, 5, 5], [double.PositiveInfinity, 1], [1e-9, 1e12]];
        Assert.All(series, values =>
        {
            Assert.NotNull(Drawn(new XyChart("t", "x", "y", [new("only", values, values)]) { XAxis = (AxisKind)x, YAxis = (AxisKind)y }));
            Assert.NotNull(Drawn(new BarChart("t", "u", [("only", new("f", "u", values))])));
        });
    }

    [Fact]
    public void Without_anything_to_draw_it_says_so()
    {
        Assert.Contains("no data", AllText(new XyChart("t", "x", "y", [])));
        Assert.NotNull(Drawn(new BarChart("t", "u", [])));
    }

    private static XElement Drawn(ReportChart chart) => XElement.Parse(ChartSvg.Render(chart));

    private static IEnumerable<XElement> Paths(ReportChart chart) => Drawn(chart).Descendants(Svg + "path");

    private static string AllText(ReportChart chart) =>
        string.Join(' ', Drawn(chart).Descendants(Svg + "text").Select(static t => t.Value));

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
