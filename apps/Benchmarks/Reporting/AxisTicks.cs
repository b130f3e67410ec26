namespace Benchmarks.Reporting;

/// <summary>Tick values of an axis: 1, 2 or 5 times a power of ten.</summary>
internal static class AxisTicks
{
    private static readonly double[] Steps = [1, 2, 5, 10];

    /// <summary>Multiples of one step, from the last at or below the start to the first at or above the end.</summary>
    public static IReadOnlyList<double> Around(double from, double to, int mostSteps)
    {
        var step = Step(from, to, mostSteps);
        return Multiples(step, Math.Floor(from / step), Math.Ceiling(to / step));
    }

    /// <summary>Multiples of one step between start and end, both included.</summary>
    public static IReadOnlyList<double> Within(double from, double to, int mostSteps)
    {
        var step = Step(from, to, mostSteps);
        return Multiples(step, Math.Ceiling(from / step), Math.Floor(to / step));
    }

    /// <summary>
    /// 1, 2 and 5 of every power of ten, from the last at or below the start to the first at or above the end; at least two. The start
    /// is above 0.
    /// </summary>
    public static IReadOnlyList<double> Logarithmic(double from, double to)
    {
        var lowest = (int)Math.Floor(Math.Log10(from)) - 1;
        var highest = (int)Math.Ceiling(Math.Log10(to)) + 1;
        var all = Enumerable.Range(lowest, highest - lowest + 1)
            .SelectMany(static e => Steps[..3].Select(s => Rounded(s * Math.Pow(10, e))))
            .ToList();
        var first = all.FindLastIndex(v => v <= from);
        var last = all.FindIndex(first + 1, v => v >= to);
        return all[first..(last + 1)];
    }

    /// <summary>1 to 9 of every power of ten between start and end: the minor ticks of a logarithmic axis.</summary>
    public static IEnumerable<double> Digits(double from, double to)
    {
        var lowest = (int)Math.Floor(Math.Log10(from));
        var highest = (int)Math.Ceiling(Math.Log10(to));
        return Enumerable.Range(lowest, highest - lowest + 1)
            .SelectMany(static e => Enumerable.Range(1, 9).Select(digit => Rounded(digit * Math.Pow(10, e))))
            .Where(v => v >= from && v <= to);
    }

    public static bool IsPowerOfTen(double value) => Rounded(Math.Pow(10, Math.Round(Math.Log10(value)))) == value;

    private static double Step(double from, double to, int mostSteps)
    {
        var rough = (to - from) / mostSteps;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        // Tolerance for rounding errors: (0.6 - 0) / 6 is slightly more than 0.1.
        return Steps.First(s => s >= rough / power * (1 - 1e-9)) * power;
    }

    private static IReadOnlyList<double> Multiples(double step, double first, double last) =>
        [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Rounded((first + i) * step))];

    // 3 * 0.1 is not 0.3. Twelve digits are more than a label shows and remove the rounding error.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
