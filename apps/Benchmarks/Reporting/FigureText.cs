using System.Globalization;

namespace Benchmarks.Reporting;

/// <summary>How a number reads to a person, the same in terminal, table and chart. The CSV has all digits (<see cref="CsvReport"/>).</summary>
internal static class FigureText
{
    /// <summary>More digits than this are noise of the measurement.</summary>
    private const int SignificantDigits = 4;

    private const string None = "–";

    /// <summary>Below this a row of zeros is harder to read than an exponent.</summary>
    private const double SmallestPlain = 1e-6;

    /// <summary>From here on nobody counts the groups of digits, and a double soon misses whole numbers.</summary>
    private const double LargestPlain = 1e15;

    /// <summary>Four significant digits with thousands separators, a whole number without a fraction: 132,400, 78.20, 0.01234, 5; "–" for NaN.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? None : value > 0 ? "∞" : "-∞";
        if (double.IsInteger(value) && Math.Abs(value) < 1000)
            return value.ToString("0", CultureInfo.InvariantCulture);
        // The exponent of the rounded number: 9.99999 is 10.00 and not 10.000.
        var scientific = value.ToString($"E{SignificantDigits - 1}", CultureInfo.InvariantCulture);
        var rounded = double.Parse(scientific, CultureInfo.InvariantCulture);
        var decimals = Math.Max(0, SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(rounded))));
        return IsPlain(value) ? rounded.ToString($"N{decimals}", CultureInfo.InvariantCulture) : Exponential(value);
    }

    /// <summary>The median. A count, which is whole in every round and of rows or without a unit, keeps all its digits: 1,000,001 events are not 1,000,000.</summary>
    public static string Median(Figure figure) => Of(figure, figure.Median);

    /// <summary>Smallest and largest round, such as 128,000–135,200; empty where they read the same as the median.</summary>
    public static string Range(Figure figure)
    {
        var (min, max) = (Of(figure, figure.Min), Of(figure, figure.Max));
        return min == max ? "" : $"{min}–{max}";
    }

    /// <summary>All digits of a round number, so that two marks of an axis never read the same.</summary>
    public static string AxisMark(double value) =>
        IsPlain(value) ? value.ToString("#,##0.#########", CultureInfo.InvariantCulture) : Exponential(value);

    /// <summary>Such as "1 round" or "3 rounds", of a thing whose plural has an s.</summary>
    public static string Count(int count, string thing) => $"{count:N0} {thing}{(count == 1 ? "" : "s")}";

    private static string Of(Figure figure, double value) =>
        figure.Unit is "" or "rows" && figure.Rounds.All(static v => double.IsNaN(v) || double.IsInteger(v)) && double.IsInteger(value)
            ? AxisMark(value)
            : Number(value);

    private static bool IsPlain(double value) => Math.Abs(value) is 0 or (>= SmallestPlain and < LargestPlain);

    private static string Exponential(double value) => value.ToString("0.###E0", CultureInfo.InvariantCulture);
}
