using ScottPlot;
using ScottPlot.TickGenerators;

namespace Benchmarks.Reporting;

/// <summary>An axis: from where to where, and which values are marked. Of a logarithmic one ScottPlot knows the exponents.</summary>
/// <param name="From">Start of the axis, as a value.</param>
/// <param name="To">Its end, as a value.</param>
/// <param name="Marks">Values with a label.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios.</param>
internal sealed record AxisScale(double From, double To, IReadOnlyList<double> Marks, bool IsLogarithmic)
{
    private const int MostSteps = 6;

    /// <summary>Below this ratio of end to start the powers of ten alone are too few marks.</summary>
    private const double FewPowers = 100;

    /// <summary>From a mark to a mark, around all values.</summary>
    public static AxisScale Around(double min, double max)
    {
        var marks = AxisMarks.Around(min, After(min, max), MostSteps);
        return new(marks[0], marks[^1], marks, IsLogarithmic: false);
    }

    /// <summary>From the smallest to the largest value, with as many marks as have room for their labels in a width.</summary>
    public static AxisScale Within(double min, double max, double width)
    {
        var to = After(min, max);
        var marks = Enumerable.Range(1, MostSteps).Reverse().Select(most => AxisMarks.Within(min, to, most))
            .First(marks => marks.Count <= 2 || marks.Sum(static m => SvgText.Width(FigureText.AxisMark(m) + "  ")) <= width);
        return new(min, to, marks, IsLogarithmic: false);
    }

    /// <summary>From a mark to a mark around all values, which are more than zero; labels at the powers of ten, and at 2 and 5 where those are few.</summary>
    public static AxisScale Logarithmic(double min, double max)
    {
        var all = AxisMarks.Logarithmic(min, max);
        var (from, to) = (all[0], all[^1]);
        return new(from, to, to / from < FewPowers ? all : [.. all.Where(AxisMarks.IsPowerOfTen)], IsLogarithmic: true);
    }

    /// <summary>Where ScottPlot has a value.</summary>
    public double Position(double value) => IsLogarithmic ? Math.Log10(value) : value;

    /// <summary>Sets limits and marks, and with them the grid. The labels are the picture's: see <see cref="Picture"/>.</summary>
    public void Apply(IAxis axis)
    {
        axis.Min = Position(From);
        axis.Max = Position(To);
        var ticks = new NumericManual();
        foreach (var mark in Marks)
            ticks.AddMajor(Position(mark), "");
        foreach (var minor in IsLogarithmic ? AxisMarks.Digits(From, To).Except(Marks) : [])
            ticks.AddMinor(Position(minor));
        axis.TickGenerator = ticks;
    }

    private static double After(double min, double max) => max > min ? max : min + 1;
}
