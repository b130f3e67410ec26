namespace Benchmarks.Reporting;

/// <summary>Draws an <see cref="XyChart"/>. The label of the vertical axis is above the axis, so that it needs no rotated text.</summary>
internal static class XyChartDrawing
{
    private const int PlotHeight = 240;
    private const int Side = 12;

    /// <summary>Height of the horizontal axis with tick labels and axis label.</summary>
    private const int Bottom = 46;

    /// <summary>Length of the line sample before a name in the legend.</summary>
    private const int Sample = 24;

    /// <summary>Series with more points are drawn as a curve without markers.</summary>
    private const int MostMarked = 30;

    public static SvgCanvas Draw(XyChart chart)
    {
        var series = chart.Series.Select(s => Points(s, chart.YAxis)).ToList();
        var points = series.SelectMany(static s => s).ToList();
        List<double> heights = [.. points.Select(static p => p.Y)];
        if (chart.Limit is { Value: var height })
            heights.Add(height);
        var y = Vertical(heights, chart.YAxis);
        var left = Side + (int)y.Ticks.Max(t => SvgText.Width(y.Label(t)));
        var x = Horizontal([.. points.Select(static p => p.X)], chart.XAxis, SvgCanvas.Width - left);
        var right = Side + (int)SvgText.Width(x.Label(x.Ticks[^1])) / 2;
        List<(string Name, SeriesStyle Style)> names = [.. chart.Series.Select(static (s, i) => (s.Name, SeriesStyle.At(i)))];
        if (chart.Limit is { } limit)
            names.Add((limit.Name, SeriesStyle.Limit));
        var legend = Legend(names);
        var top = (legend.Count == 0 ? 0 : legend[^1].Row + 1) * SvgText.LineHeight + 2 * SvgText.LineHeight;
        var canvas = new SvgCanvas(top + PlotHeight + Bottom, new PixelPadding(left, right, Bottom, top));
        x.Apply(canvas.Plot.Axes.Bottom);
        y.Apply(canvas.Plot.Axes.Left);
        for (var i = 0; i < series.Count; i++)
            DrawLine(canvas, x, y, series[i], SeriesStyle.At(i), series[i].Count <= MostMarked);
        if (chart.Limit is { } line)
            DrawLine(canvas, x, y, [(x.From, line.Value), (x.To, line.Value)], SeriesStyle.Limit, hasMarkers: false);
        DrawLegend(canvas, legend);
        DrawAxes(canvas, chart, x, y, top);
        if (points.Count == 0)
            canvas.Text(SvgCanvas.Width / 2.0, top + PlotHeight / 2.0, "no data", "middle");
        return canvas;
    }

    private static void DrawLine(
        SvgCanvas canvas, AxisScale x, AxisScale y, IReadOnlyList<(double X, double Y)> points, SeriesStyle style, bool hasMarkers)
    {
        var scatter = canvas.Plot.Add.Scatter(
            points.Select(p => x.Position(p.X)).ToArray(), points.Select(p => y.Position(p.Y)).ToArray());
        scatter.Color = Color.FromHex(style.Color);
        scatter.LineWidth = SeriesStyle.Width;
        scatter.MarkerSize = hasMarkers ? 6 : 0;
        canvas.Dash(style);
    }

    private static void DrawLegend(SvgCanvas canvas, IReadOnlyList<LegendLine> legend)
    {
        foreach (var line in legend)
        {
            var bottom = (line.Row + 1) * SvgText.LineHeight - 4;
            if (line.Style is { } style)
                canvas.Stroke(line.X, bottom - SvgText.Size / 3.0, Sample, style);
            canvas.Text(line.X + Sample + 6, bottom, line.Text);
        }
    }

    private static void DrawAxes(SvgCanvas canvas, XyChart chart, AxisScale x, AxisScale y, int top)
    {
        foreach (var tick in y.Ticks)
            canvas.Text(canvas.Padding.Left - 8, canvas.Y(y, tick) + SvgText.Size / 3.0, y.Label(tick), "end");
        foreach (var tick in x.Ticks)
            canvas.Text(canvas.X(x, tick), top + PlotHeight + 18, x.Label(tick), "middle");
        canvas.Text(Side, top - SvgText.LineHeight + 4, chart.YLabel);
        canvas.Text(SvgCanvas.Width - Side, top + PlotHeight + Bottom - 8, chart.XLabel, "end");
    }

    private static List<LegendLine> Legend(IReadOnlyList<(string Name, SeriesStyle Style)> names)
    {
        const double Most = SvgCanvas.Width - 2 * Side - Sample - 6;
        var legend = new List<LegendLine>();
        var (x, row) = (0.0, 0);
        foreach (var (name, style) in names)
        {
            var texts = SvgText.Wrap(name, Most);
            var width = texts.Max(SvgText.Width);
            if (x > 0 && (x + width > Most || texts.Count > 1))
                (x, row) = (0, row + 1);
            for (var t = 0; t < texts.Count; t++)
                legend.Add(new(Side + x, row + t, t == 0 ? style : null, texts[t]));
            row += texts.Count - 1;
            x += Sample + width + 20;
        }
        return legend;
    }

    /// <summary>Leaves out points that are not finite or have no logarithm; their neighbours are joined.</summary>
    private static IReadOnlyList<(double X, double Y)> Points(XySeries series, AxisKind y) =>
    [
        .. series.X.Zip(series.Y).Where(p =>
            double.IsFinite(p.First) && double.IsFinite(p.Second) && (y != AxisKind.Logarithmic || p.Second > 0)),
    ];

    private static AxisScale Vertical(List<double> values, AxisKind kind) => (values.Count, kind) switch
    {
        (0, _) => AxisScale.Around(0, 1),
        (_, AxisKind.Logarithmic) => AxisScale.Logarithmic(values.Min(), values.Max()),
        _ => AxisScale.Around(Math.Min(0, values.Min()), values.Max()),
    };

    private static AxisScale Horizontal(List<double> values, AxisKind kind, double width) => (values.Count, kind) switch
    {
        (0, _) => AxisScale.Within(0, 1, width),
        (_, AxisKind.Percentile) => AxisScale.Percentile(values.Min(), values.Max()),
        _ => AxisScale.Within(values.Min(), values.Max(), width),
    };

    /// <summary>A line of text in the legend. The first line of a name has a style: the line sample is drawn before it.</summary>
    private sealed record LegendLine(double X, int Row, SeriesStyle? Style, string Text);
}
