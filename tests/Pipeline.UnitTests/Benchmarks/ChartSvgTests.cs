using System.Globalization;
using System.Xml.Linq;
using Benchmarks.Measuring;
using Pipeline.Reporting;

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
        Assert.Contains(" 1 10 100 ", $" {AllText(SampleReport.Lines)} ");

    [Fact]
    public void A_percentile_axis_spreads_the_high_percentiles_and_ends_at_the_maximum()
    {
        var latencies = new Latencies();
        latencies.Record(TimeSpan.FromMilliseconds(3));
        var chart = PercentileChart.Create("t", [("direct", [latencies])]);
        Assert.Contains("50 75 90 95 99 99.9 max", AllText(chart));
        var at = "90 99 99.9 max".Split(' ').Select(label => TextAt(chart, label)).ToArray();
        Assert.All(at.Zip(at.Skip(1)), pair => Assert.Equal(at[1] - at[0], pair.Second - pair.First, 0.1));
    }

    [Fact]
    public void No_text_is_set_in_a_font_of_this_machine() =>
        Assert.All([SampleReport.Bars, (ReportChart)SampleReport.Lines], static chart =>
            Assert.Equal(
                ["system-ui, sans-serif"],
                Drawn(chart).Descendants().Attributes("font-family").Select(static a => a.Value).Distinct()));

    [Fact]
    public void The_whisker_reaches_from_the_smallest_round_to_the_largest()
    {
        var chart = new BarChart("", "", [("a", new("", "", [100, 110, 200])), ("b", new("", "", [0, 0, 0]))]);
        var bar = Drawn(chart).Descendants(Svg + "rect")
            .Where(static r => Style(r).Contains("fill:rgb(0,114,178)", StringComparison.Ordinal)).MaxBy(static r => Number(r, "width"))!;
        // The caps and the axes are vertical lines, or lie elsewhere.
        var whisker = Lines(chart).Select(Points).First(static p => p[0].Y == p[1].Y && p[0].X != p[1].X).Select(static p => p.X).Order();
        Assert.Equal([100.0, 200], whisker.Select(x => Math.Round((x - Number(bar, "x")) / Number(bar, "width") * 110, 1)));
    }

    [Fact]
    public void Neighbouring_lines_differ_in_colour_and_in_dashes()
    {
        var series = Enumerable.Range(1, 12).Select(static n => new XySeries($"{n}", [1, 2, 3], [n, n, n]));
        var chart = new XyChart("t", "x", "y", [.. series]);
        var styles = Lines(chart).Where(static l => Points(l).Length == 3).Select(Style).ToList();
        Assert.Equal(12, styles.Distinct().Count());
        Assert.All(styles.Zip(styles.Skip(1)), static pair =>
        {
            Assert.NotEqual(Part(pair.First, "stroke:"), Part(pair.Second, "stroke:"));
            Assert.NotEqual(Part(pair.First, "stroke-dasharray:"), Part(pair.Second, "stroke-dasharray:"));
        });

        static string? Part(string style, string name) =>
            style.Split(';').FirstOrDefault(part => part.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public void A_limit_is_a_horizontal_line_across_the_chart_with_its_name_in_the_legend()
    {
        var chart = new XyChart("t", "x", "y", [new("rate", [10, 20], [1, 5])]) { Limit = ("at most 8", 8) };
        Assert.Contains("at most 8", AllText(chart));
        var line = Points(Lines(chart).First(IsLimit));
        var rate = Points(Lines(chart).First(static l => Style(l).Contains("rgb(0,114,178)", StringComparison.Ordinal)));
        Assert.Equal(line[0].Y, line[1].Y);
        Assert.Equal(rate.Select(static p => p.X), line.Select(static p => p.X));
        Assert.DoesNotContain(Lines(chart with { Limit = null }), IsLimit);

        static bool IsLimit(XElement line) => Style(line).Contains("rgb(179,0,0)", StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_names_no_element_so_that_a_page_can_hold_several() =>
        Assert.DoesNotContain(Drawn(SampleReport.Bars).DescendantsAndSelf().Attributes(), static a =>
            a.Name == "id" || a.Value.Contains("url(", StringComparison.Ordinal));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Whatever_was_measured_there_is_a_chart(bool overPercentiles, bool isLogarithmic)
    {
        double[][] series = [[], [double.NaN], [0], [-3, -3], [5, 5, 5], [double.PositiveInfinity, 1], [1e-9, 1e12]];
        Assert.All(series, values =>
        {
            Assert.NotNull(Drawn(new XyChart("t", "x", "y", [new("only", values, values)])
            {
                OverPercentiles = overPercentiles,
                IsLogarithmic = isLogarithmic,
            }));
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

    private static IEnumerable<XElement> Lines(ReportChart chart) => Drawn(chart).Descendants(Svg + "polyline");

    private static (double X, double Y)[] Points(XElement line) =>
        Array.ConvertAll(line.Attribute("points")!.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries), static point =>
        {
            var numbers = Array.ConvertAll(point.Split(','), static n => double.Parse(n, CultureInfo.InvariantCulture));
            return (numbers[0], numbers[1]);
        });

    private static string AllText(ReportChart chart) =>
        string.Join(' ', Drawn(chart).Descendants(Svg + "text").Select(static t => t.Value));

    /// <summary>The horizontal position of a text, from <c>translate(x,y)</c>.</summary>
    private static double TextAt(ReportChart chart, string label) => double.Parse(
        Drawn(chart).Descendants(Svg + "text").Single(t => t.Value == label).Attribute("transform")!.Value.Split('(', ',')[1],
        CultureInfo.InvariantCulture);

    private static string Style(XElement element) => element.Attribute("style")?.Value ?? "";

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
