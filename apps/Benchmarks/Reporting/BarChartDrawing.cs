namespace Benchmarks.Reporting;

/// <summary>
/// Draws horizontal bars, each below its subject, so that long subjects fit without rotated text. The whisker spans the rounds; the number
/// at its end is the median. The vertical axis is in pixels, upwards, so that bars and text have one unit.
/// </summary>
internal static class BarChartDrawing
{
    private const int BarHeight = 18;
    private const int Gap = 12;
    private const int Side = 12;

    /// <summary>Height of the axis with tick labels and unit.</summary>
    private const int Bottom = 46;

    /// <summary>Pixels between the end of a bar and its number.</summary>
    private const int Space = 6;

    public static SvgCanvas Draw(BarChart chart)
    {
        var subjects = chart.Bars.Select(static b => SvgText.Wrap(b.Subject, SvgCanvas.Width - 2 * Side)).ToList();
        var height = subjects.Sum(static lines => lines.Count * SvgText.LineHeight + BarHeight + Gap);
        var scale = Scale(chart);
        // The label of the last tick is centred on it and needs half its width beyond the axis.
        var right = Side + (int)SvgText.Width(ReportFormat.TickLabel(scale.Ticks[^1])) / 2;
        var canvas = new SvgCanvas(height + Bottom, new PixelPadding(Side, right, Bottom, 0));
        scale.Apply(canvas.Plot.Axes.Bottom);
        canvas.Plot.Axes.SetLimitsY(0, height);
        canvas.Plot.Axes.Left.IsVisible = false;
        canvas.Plot.Axes.Left.TickGenerator = new EmptyTickGenerator();
        var top = 0;
        for (var i = 0; i < subjects.Count; i++)
        {
            foreach (var line in subjects[i])
                canvas.Text(Side, (top += SvgText.LineHeight) - 4, line);
            DrawBar(canvas, scale, chart.Bars[i].Measurement, height, top);
            top += BarHeight + Gap;
        }
        foreach (var tick in scale.Ticks)
            canvas.Text(canvas.X(scale, tick), height + 18, ReportFormat.TickLabel(tick), "middle");
        canvas.Text(SvgCanvas.Width - Side, height + Bottom - 8, chart.Unit, "end");
        return canvas;
    }

    private static void DrawBar(SvgCanvas canvas, AxisScale scale, Measurement measurement, int height, int top)
    {
        var end = IsDrawn(measurement) ? Math.Max(0, measurement.Max) : 0;
        canvas.Text(canvas.X(scale, end) + Space, top + BarHeight - 4, ReportFormat.Median(measurement));
        if (!IsDrawn(measurement))
            return;
        var middle = height - top - BarHeight / 2.0;
        canvas.Plot.Add.Bar(new Bar
        {
            Position = middle,
            Size = BarHeight,
            Value = measurement.Median,
            Orientation = Orientation.Horizontal,
            FillColor = Color.FromHex(SeriesStyle.Bar),
            LineWidth = 0,
        });
        canvas.Plot.Add.Plottable(new ErrorBar(
            [measurement.Median], [middle],
            xErrorsPositive: [measurement.Max - measurement.Median], xErrorsNegative: [measurement.Median - measurement.Min], null, null)
        {
            Color = Color.FromHex(SeriesStyle.Ink),
            LineWidth = 1.5f,
            CapSize = 4,
        });
    }

    private static AxisScale Scale(BarChart chart)
    {
        var measurements = chart.Bars.Select(static b => b.Measurement).Where(IsDrawn).ToList();
        var from = Math.Min(0, measurements.Select(static f => f.Min).DefaultIfEmpty(0).Min());
        var to = Math.Max(0, measurements.Select(static f => f.Max).DefaultIfEmpty(1).Max());
        var width = SvgCanvas.Width - 2 * Side;
        // The number of the longest bar must fit after it.
        var room = measurements.Select(static f => SvgText.Width(ReportFormat.Median(f))).DefaultIfEmpty(0).Max() + Space;
        return AxisScale.Within(from, from + (to - from) * width / (width - room), width);
    }

    private static bool IsDrawn(Measurement measurement) => double.IsFinite(measurement.Min) && double.IsFinite(measurement.Max);
}
