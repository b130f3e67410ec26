using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Benchmarks.Reporting;

/// <summary>
/// Lying bars, each under its subject: so a subject may be long and is read without turning the head. The whisker spans the rounds, the
/// number at its end is the median. The vertical axis is in pixels, upwards, so bars and text share one measure.
/// </summary>
internal static class BarPicture
{
    private const int BarHeight = 18;
    private const int Gap = 12;
    private const int Side = 12;

    /// <summary>The axis with its marks, and its unit beneath.</summary>
    private const int Bottom = 46;

    /// <summary>Between the end of a bar and its number.</summary>
    private const int Space = 6;

    public static Picture Draw(BarChart chart)
    {
        var subjects = chart.Bars.Select(static b => SvgText.Wrap(b.Subject, Picture.Width - 2 * Side)).ToList();
        var height = subjects.Sum(static lines => lines.Count * SvgText.LineHeight + BarHeight + Gap);
        var scale = Scale(chart);
        // The label of a mark at the end of the axis stands on both sides of it.
        var right = Side + (int)SvgText.Width(FigureText.AxisMark(scale.Marks[^1])) / 2;
        var picture = new Picture(height + Bottom, new PixelPadding(Side, right, Bottom, 0));
        scale.Apply(picture.Plot.Axes.Bottom);
        picture.Plot.Axes.SetLimitsY(0, height);
        picture.Plot.Axes.Left.IsVisible = false;
        picture.Plot.Axes.Left.TickGenerator = new EmptyTickGenerator();
        var top = 0;
        for (var i = 0; i < subjects.Count; i++)
        {
            foreach (var line in subjects[i])
                picture.Text(Side, (top += SvgText.LineHeight) - 4, line);
            DrawBar(picture, scale, chart.Bars[i].Figure, height, top);
            top += BarHeight + Gap;
        }
        foreach (var mark in scale.Marks)
            picture.Text(picture.X(scale, mark), height + 18, FigureText.AxisMark(mark), "middle");
        picture.Text(Picture.Width - Side, height + Bottom - 8, chart.Unit, "end");
        return picture;
    }

    private static void DrawBar(Picture picture, AxisScale scale, Figure figure, int height, int top)
    {
        var end = IsDrawn(figure) ? Math.Max(0, figure.Max) : 0;
        picture.Text(picture.X(scale, end) + Space, top + BarHeight - 4, FigureText.Median(figure));
        if (!IsDrawn(figure))
            return;
        var middle = height - top - BarHeight / 2.0;
        picture.Plot.Add.Bar(new Bar
        {
            Position = middle,
            Size = BarHeight,
            Value = figure.Median,
            Orientation = Orientation.Horizontal,
            FillColor = Color.FromHex(LineLook.Bar),
            LineWidth = 0,
        });
        picture.Plot.Add.Plottable(new ErrorBar(
            [figure.Median], [middle], xErrorsPositive: [figure.Max - figure.Median], xErrorsNegative: [figure.Median - figure.Min], null, null)
        {
            Color = Color.FromHex(LineLook.Ink),
            LineWidth = 1.5f,
            CapSize = 4,
        });
    }

    private static AxisScale Scale(BarChart chart)
    {
        var figures = chart.Bars.Select(static b => b.Figure).Where(IsDrawn).ToList();
        var from = Math.Min(0, figures.Select(static f => f.Min).DefaultIfEmpty(0).Min());
        var to = Math.Max(0, figures.Select(static f => f.Max).DefaultIfEmpty(1).Max());
        var width = Picture.Width - 2 * Side;
        // The number of the longest bar must fit behind it.
        var room = figures.Select(static f => SvgText.Width(FigureText.Median(f))).DefaultIfEmpty(0).Max() + Space;
        return AxisScale.Within(from, from + (to - from) * width / (width - room), width);
    }

    private static bool IsDrawn(Figure figure) => double.IsFinite(figure.Min) && double.IsFinite(figure.Max);
}
