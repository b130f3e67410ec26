namespace Pipeline.Reporting;

/// <summary>Formats numbers for terminal, page and charts. Files for machines have all digits.</summary>
internal static class ReportFormat
{
    /// <summary>Further digits are measurement noise.</summary>
    private const int SignificantDigits = 4;

    private const string None = "–";

    /// <summary>Smaller numbers have an exponent.</summary>
    private const double SmallestPlain = 1e-6;

    /// <summary>Larger numbers have an exponent.</summary>
    private const double LargestPlain = 1e15;

    /// <summary>
    /// Four significant digits with thousands separators: 132,400, 78.20, 0.01234; integers below 1,000 without a fraction: 5; "–" for NaN.
    /// </summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? None : value > 0 ? "∞" : "-∞";
        if (double.IsInteger(value) && Math.Abs(value) < 1000)
            return value.ToString("0", CultureInfo.InvariantCulture);
        // The exponent of the rounded number: 9.99999 is 10.00, not 10.000.
        var scientific = value.ToString($"E{SignificantDigits - 1}", CultureInfo.InvariantCulture);
        var rounded = double.Parse(scientific, CultureInfo.InvariantCulture);
        var decimals = Math.Max(0, SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(rounded))));
        return IsPlain(value) ? rounded.ToString($"N{decimals}", CultureInfo.InvariantCulture) : Exponential(value);
    }

    /// <summary>
    /// The median. A count keeps all its digits: 1,000,001 events are not 1,000,000. A count is an integer in every round and has no unit
    /// or the unit rows.
    /// </summary>
    public static string Median(Measurement measurement) => Of(measurement, measurement.Median);

    /// <summary>Smallest and largest round, such as 128,000–135,200; empty when both have the same text.</summary>
    public static string Range(Measurement measurement)
    {
        var (min, max) = (Of(measurement, measurement.Min), Of(measurement, measurement.Max));
        return min == max ? "" : $"{min}–{max}";
    }

    /// <summary>All digits, so that two ticks of an axis never have the same label.</summary>
    public static string TickLabel(double value) =>
        IsPlain(value) ? value.ToString("#,##0.#########", CultureInfo.InvariantCulture) : Exponential(value);

    /// <summary>"1 round" or "3 rounds". The plural must be formed with an s.</summary>
    public static string Count(int count, string thing) => $"{count:N0} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>Wraps the text between words, at <paramref name="width"/> characters. Longer words stay whole.</summary>
    public static string Folded(string text, int width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' '))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= width)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }

        return string.Join('\n', lines);
    }

    private static string Of(Measurement measurement, double value) =>
        measurement.Unit is "" or "rows" && measurement.Rounds.Append(value).All(static v => double.IsNaN(v) || double.IsInteger(v))
            ? TickLabel(value)
            : Number(value);

    private static bool IsPlain(double value) => Math.Abs(value) is 0 or (>= SmallestPlain and < LargestPlain);

    private static string Exponential(double value) => value.ToString("0.###E0", CultureInfo.InvariantCulture);
}
