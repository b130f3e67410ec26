namespace Benchmarks.Reporting;

/// <summary>Renders charts as inline SVG.</summary>
internal static class ChartSvg
{
    /// <summary>An <c>svg</c> element with a description for screen readers. It loads nothing and needs no font of this machine.</summary>
    public static string Render(ReportChart chart) => chart switch
    {
        BarChart bars => BarChartDrawing.Draw(bars).ToSvg(Description(bars)),
        XyChart xy => XyChartDrawing.Draw(xy).ToSvg(Description(xy)),
        _ => throw new ArgumentOutOfRangeException(nameof(chart), chart.GetType().Name, "This chart type has no renderer."),
    };

    private static string Description(BarChart chart)
    {
        var bars = chart.Bars.Select(static b => $"{b.Subject} {ReportFormat.Median(b.Measurement)}");
        return $"{chart.Title}. Bars{In(chart.Unit)}: {string.Join("; ", bars)}.";
    }

    private static string Description(XyChart chart)
    {
        var names = chart.Series.Select(static s => s.Name);
        if (chart.Limit is { } limit)
            names = names.Append(limit.Name);
        return $"{chart.Title}. Lines of {chart.YLabel} over {chart.XLabel}: {string.Join("; ", names)}.";
    }

    private static string In(string unit) => unit.Length == 0 ? "" : $" in {unit}";
}
