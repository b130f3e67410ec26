namespace Benchmarks.Measuring;

/// <summary>Latencies by percentile: for each percentile, the median over the rounds.</summary>
internal static class PercentileChart
{
    private static readonly double[] Percentiles = [50, 75, 90, 95, 99, 99.9, 100];

    public static XyChart Create(string title, IEnumerable<(string Name, IEnumerable<Latencies> Rounds)> series) => new(
        title, "percentile", "ms", [.. series.Select(static s => new XySeries(s.Name, Percentiles, Medians([.. s.Rounds])))])
    {
        OverPercentiles = true,
        IsLogarithmic = true,
    };

    private static double[] Medians(IReadOnlyList<Latencies> rounds) =>
        Array.ConvertAll(Percentiles, p => new Measurement("", "ms", [.. rounds.Select(r => r.Milliseconds(p))]).Median);
}
