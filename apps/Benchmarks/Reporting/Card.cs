namespace Benchmarks.Reporting;

/// <summary>Under which conditions a result was measured: without it a figure says nothing.</summary>
/// <param name="Entries">Name and value, in the order of reading.</param>
internal sealed record Card(IReadOnlyList<(string Name, string Value)> Entries)
{
    /// <summary>With how often everything was measured.</summary>
    public Card WithRounds(int rounds) => new([.. Entries, ("rounds", rounds == 1 ? "1, after a warm-up" : $"{rounds}, interleaved, after a warm-up; figures are the median (min–max)")]);
}
