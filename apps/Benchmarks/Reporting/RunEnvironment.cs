namespace Benchmarks.Reporting;

/// <summary>The environment of a run: machine, servers, versions and settings. It is needed to compare results.</summary>
/// <param name="Entries">Name and value, in display order.</param>
internal sealed record RunEnvironment(IReadOnlyList<(string Name, string Value)> Entries)
{
    /// <summary>Adds the number of rounds.</summary>
    public RunEnvironment WithRounds(int rounds) => new([.. Entries, ("rounds", Description(rounds))]);

    private static string Description(int rounds) =>
        rounds == 1 ? "1, after a warm-up" : $"{rounds}, interleaved, after a warm-up; figures are the median (min–max)";
}
