namespace Benchmarks.Reporting;

/// <summary>One quantity, measured once a round.</summary>
/// <param name="Name">What it is, as the head of a column.</param>
/// <param name="Unit">Its unit; empty for a count or a ratio.</param>
/// <param name="Rounds">A value a round, in the order of the rounds; NaN where a round has none.</param>
internal sealed record Figure(string Name, string Unit, IReadOnlyList<double> Rounds)
{
    /// <summary>Whether it is left out where there is little room: on the terminal.</summary>
    public bool IsDetail { get; init; }

    /// <summary>The middle of the rounds, of an even number the mean of the two in the middle; NaN without any.</summary>
    public double Median
    {
        get
        {
            var sorted = Rounds.Where(v => !double.IsNaN(v)).Order().ToArray();
            return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>The smallest round; NaN without any.</summary>
    public double Min => Rounds.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Min();

    /// <summary>The largest round; NaN without any.</summary>
    public double Max => Rounds.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Max();
}
