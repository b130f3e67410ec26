namespace Benchmarks.Reporting;

/// <summary>An axis: its ends, its ticks, and how it maps values to positions. ScottPlot gets positions, not values.</summary>
/// <param name="From">Value at the start of the axis.</param>
/// <param name="To">Value at its end.</param>
/// <param name="Ticks">Values with a label.</param>
/// <param name="Kind">The mapping.</param>
internal sealed record AxisScale(double From, double To, IReadOnlyList<double> Ticks, AxisKind Kind)
{
    private const int MostSteps = 6;

    /// <summary>Below this ratio of end to start, an axis with ticks at powers of ten only has too few ticks.</summary>
    private const double FewPowers = 100;

    /// <summary>The maximum has no finite position; this is where it is drawn.</summary>
    private const double MaximumAt = 99.99;

    private static readonly double[] Percentiles = [0, 50, 75, 90, 95, 99, 99.9, 100];

    /// <summary>Starts and ends at a tick; contains all values.</summary>
    public static AxisScale Around(double min, double max)
    {
        var ticks = AxisTicks.Around(min, After(min, max), MostSteps);
        return new(ticks[0], ticks[^1], ticks, AxisKind.Linear);
    }

    /// <summary>From the smallest to the largest value, with as many ticks as their labels fit into the width (pixels).</summary>
    public static AxisScale Within(double min, double max, double width)
    {
        var to = After(min, max);
        var ticks = Enumerable.Range(1, MostSteps).Reverse().Select(most => AxisTicks.Within(min, to, most))
            .First(ticks => ticks.Count <= 2 || ticks.Sum(static t => SvgText.Width(ReportFormat.TickLabel(t) + "  ")) <= width);
        return new(min, to, ticks, AxisKind.Linear);
    }

    /// <summary>
    /// Starts and ends at a tick; contains all values, which are above 0. Labels are at powers of ten, and at 2 and 5 when there are
    /// few powers.
    /// </summary>
    public static AxisScale Logarithmic(double min, double max)
    {
        var all = AxisTicks.Logarithmic(min, max);
        var (from, to) = (all[0], all[^1]);
        return new(from, to, to / from < FewPowers ? all : [.. all.Where(AxisTicks.IsPowerOfTen)], AxisKind.Logarithmic);
    }

    /// <summary>From the last usual percentile at or below the values to the first at or above them, at least two of them.</summary>
    public static AxisScale Percentile(double min, double max)
    {
        var first = Math.Clamp(Array.FindLastIndex(Percentiles, p => p <= min), 0, Percentiles.Length - 2);
        var last = Array.FindIndex(Percentiles, first + 1, p => p >= max);
        var ticks = Percentiles[first..((last < 0 ? Percentiles.Length - 1 : last) + 1)];
        return new(ticks[0], ticks[^1], ticks, AxisKind.Percentile);
    }

    /// <summary>The coordinate that ScottPlot gets for a value.</summary>
    public double Position(double value) => Kind switch
    {
        AxisKind.Logarithmic => Math.Log10(value),
        AxisKind.Percentile => -Math.Log10(1 - Math.Clamp(value, 0, MaximumAt) / 100),
        _ => value,
    };

    public string Label(double tick) => Kind == AxisKind.Percentile && tick >= 100 ? "max" : ReportFormat.TickLabel(tick);

    /// <summary>Sets limits, ticks and grid. The labels are drawn by <see cref="SvgCanvas"/>.</summary>
    public void Apply(IAxis axis)
    {
        axis.Min = Position(From);
        axis.Max = Position(To);
        var generator = new NumericManual();
        foreach (var tick in Ticks)
            generator.AddMajor(Position(tick), "");
        foreach (var minor in Kind == AxisKind.Logarithmic ? AxisTicks.Digits(From, To).Except(Ticks) : [])
            generator.AddMinor(Position(minor));
        axis.TickGenerator = generator;
    }

    private static double After(double min, double max) => max > min ? max : min + 1;
}
