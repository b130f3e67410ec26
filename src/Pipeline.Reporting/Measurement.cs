namespace Pipeline.Reporting;

/// <summary>A quantity measured once per round.</summary>
/// <param name="Name">Column heading.</param>
/// <param name="Unit">Unit; empty for a count or a ratio.</param>
/// <param name="Rounds">One value per round, in the order of the rounds; NaN when a round has none.</param>
internal sealed record Measurement(string Name, string Unit, IReadOnlyList<double> Rounds)
{
    /// <summary>Whether the terminal leaves the measurement out to save space.</summary>
    public bool IsDetail { get; init; }

    /// <summary>The median of the rounds that have a value; NaN when none has. For an even number, the mean of the middle two.</summary>
    public double Median
    {
        get
        {
            var sorted = Rounds.Where(v => !double.IsNaN(v)).Order().ToArray();
            return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>The smallest value; NaN when no round has one.</summary>
    public double Min => Rounds.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Min();

    /// <summary>The largest value; NaN when no round has one.</summary>
    public double Max => Rounds.Where(v => !double.IsNaN(v)).DefaultIfEmpty(double.NaN).Max();
}
