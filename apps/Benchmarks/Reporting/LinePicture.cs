using ScottPlot;

namespace Benchmarks.Reporting;

/// <summary>Lines over a common axis, their names above. The name of the vertical axis stands over it, where it needs no turned text.</summary>
internal static class LinePicture
{
    private const int PlotHeight = 240;
    private const int Side = 12;

    /// <summary>The axis with its marks, and its name beneath.</summary>
    private const int Bottom = 46;

    /// <summary>Length of the sample before a name in the legend.</summary>
    private const int Sample = 24;

    /// <summary>More points than this are a curve; fewer are measurements, and each is marked.</summary>
    private const int MostMarked = 30;

    public static Picture Draw(LineChart chart)
    {
        var lines = chart.Lines.Select(line => Points(line, chart.IsLogarithmic)).ToList();
        var y = Vertical([.. lines.SelectMany(static l => l).Select(static p => p.Y)], chart.IsLogarithmic);
        var left = Side + (int)y.Marks.Max(static m => SvgText.Width(FigureText.AxisMark(m)));
        var x = Horizontal([.. lines.SelectMany(static l => l).Select(static p => p.X)], Picture.Width - left);
        var right = Side + (int)SvgText.Width(FigureText.AxisMark(x.Marks[^1])) / 2;
        var legend = Legend(chart.Lines);
        var top = (legend.Count == 0 ? 0 : legend[^1].Row + 1) * SvgText.LineHeight + 2 * SvgText.LineHeight;
        var picture = new Picture(top + PlotHeight + Bottom, new PixelPadding(left, right, Bottom, top));
        x.Apply(picture.Plot.Axes.Bottom);
        y.Apply(picture.Plot.Axes.Left);
        for (var i = 0; i < lines.Count; i++)
            DrawLine(picture, y, lines[i], LineLook.At(i));
        DrawLegend(picture, legend);
        DrawAxes(picture, chart, x, y, top);
        if (lines.All(static l => l.Count == 0))
            picture.Text(Picture.Width / 2.0, top + PlotHeight / 2.0, "no data", "middle");
        return picture;
    }

    private static void DrawLine(Picture picture, AxisScale y, IReadOnlyList<(double X, double Y)> points, LineLook look)
    {
        var scatter = picture.Plot.Add.Scatter(points.Select(static p => p.X).ToArray(), points.Select(p => y.Position(p.Y)).ToArray());
        scatter.Color = Color.FromHex(look.Color);
        scatter.LineWidth = LineLook.Width;
        scatter.MarkerSize = points.Count <= MostMarked ? 6 : 0;
        picture.Dash(look);
    }

    private static void DrawLegend(Picture picture, IReadOnlyList<LegendLine> legend)
    {
        foreach (var line in legend)
        {
            var bottom = (line.Row + 1) * SvgText.LineHeight - 4;
            if (line.Look is { } look)
                picture.Stroke(line.X, bottom - SvgText.Size / 3.0, Sample, look);
            picture.Text(line.X + Sample + 6, bottom, line.Text);
        }
    }

    private static void DrawAxes(Picture picture, LineChart chart, AxisScale x, AxisScale y, int top)
    {
        foreach (var mark in y.Marks)
            picture.Text(picture.Padding.Left - 8, picture.Y(y, mark) + SvgText.Size / 3.0, FigureText.AxisMark(mark), "end");
        foreach (var mark in x.Marks)
            picture.Text(picture.X(x, mark), top + PlotHeight + 18, FigureText.AxisMark(mark), "middle");
        picture.Text(Side, top - SvgText.LineHeight + 4, chart.YLabel);
        picture.Text(Picture.Width - Side, top + PlotHeight + Bottom - 8, chart.XLabel, "end");
    }

    private static List<LegendLine> Legend(IReadOnlyList<ChartLine> lines)
    {
        const double Most = Picture.Width - 2 * Side - Sample - 6;
        var legend = new List<LegendLine>();
        var (x, row) = (0.0, 0);
        for (var i = 0; i < lines.Count; i++)
        {
            var texts = SvgText.Wrap(lines[i].Name, Most);
            var width = texts.Max(SvgText.Width);
            if (x > 0 && (x + width > Most || texts.Count > 1))
                (x, row) = (0, row + 1);
            for (var t = 0; t < texts.Count; t++)
                legend.Add(new(Side + x, row + t, t == 0 ? LineLook.At(i) : null, texts[t]));
            row += texts.Count - 1;
            x += Sample + width + 20;
        }
        return legend;
    }

    /// <summary>A point that is not a number, or has no logarithm, is not drawn; its neighbours are joined.</summary>
    private static IReadOnlyList<(double X, double Y)> Points(ChartLine line, bool isLogarithmic) =>
        [.. line.X.Zip(line.Y).Where(p => double.IsFinite(p.First) && double.IsFinite(p.Second) && (!isLogarithmic || p.Second > 0))];

    private static AxisScale Vertical(IReadOnlyList<double> values, bool isLogarithmic) => (values.Count, isLogarithmic) switch
    {
        (0, _) => AxisScale.Around(0, 1),
        (_, true) => AxisScale.Logarithmic(values.Min(), values.Max()),
        _ => AxisScale.Around(Math.Min(0, values.Min()), values.Max()),
    };

    private static AxisScale Horizontal(IReadOnlyList<double> values, double width) =>
        values.Count == 0 ? AxisScale.Within(0, 1, width) : AxisScale.Within(values.Min(), values.Max(), width);

    /// <summary>A line of text in the legend; the first of a name has its sample before it.</summary>
    private sealed record LegendLine(double X, int Row, LineLook? Look, string Text);
}
