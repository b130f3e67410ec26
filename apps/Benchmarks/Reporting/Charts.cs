namespace Benchmarks.Reporting;

/// <summary>Charts as SVG that stands inside a page.</summary>
internal static class Charts
{
    /// <summary>An <c>svg</c> element with a description for screen readers. It loads nothing and needs no font of this machine.</summary>
    public static string Svg(Chart chart) => chart switch
    {
        BarChart bars => BarPicture.Draw(bars).ToSvg(Description(bars)),
        LineChart lines => LinePicture.Draw(lines).ToSvg(Description(lines)),
        _ => throw new ArgumentOutOfRangeException(nameof(chart), chart.GetType().Name, "No picture for this kind of chart."),
    };

    private static string Description(BarChart chart) =>
        $"{chart.Title}. Bars{In(chart.Unit)}: {string.Join("; ", chart.Bars.Select(static b => $"{b.Subject} {FigureText.Median(b.Figure)}"))}.";

    private static string Description(LineChart chart) =>
        $"{chart.Title}. Lines of {chart.YLabel} over {chart.XLabel}: {string.Join("; ", chart.Lines.Select(static l => l.Name))}.";

    private static string In(string unit) => unit.Length == 0 ? "" : $" in {unit}";
}
