using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>Compares benchmarks with their bounds.</summary>
internal sealed class BoundComparison
{
    /// <summary>
    /// Bytes per event by which a measurement may differ from its bound: 0.5 for rounding and 0.2 for allocations outside the benchmark.
    /// The smallest object has 24 bytes, so one more object per event is always over. A tolerance in per cent would hide such an object in
    /// a large bound.
    /// </summary>
    public const double Tolerance = 1;

    private BoundComparison(IReadOnlyList<ComparedBenchmark> lines) => Lines = lines;

    /// <summary>One line per benchmark and per bound without a benchmark, by name.</summary>
    public IReadOnlyList<ComparedBenchmark> Lines { get; }

    /// <summary>Number of benchmarks, including those that did not run.</summary>
    public int Benchmarks => Lines.Count(static line => line.Verdict != Verdict.Orphaned);

    /// <summary>Number of benchmarks over their bound.</summary>
    public int Over => Lines.Count(static line => line.Verdict == Verdict.Over);

    /// <summary>True when every benchmark has run within its bound and every bound has a benchmark. False without benchmarks.</summary>
    public bool Passed => Lines.Count > 0 && Lines.All(static line => line.Verdict is Verdict.Kept or Verdict.Below);

    /// <param name="measured">All benchmarks.</param>
    /// <param name="bounds">Bytes per event, by benchmark.</param>
    public static BoundComparison Of(IReadOnlyCollection<Allocation> measured, IReadOnlyDictionary<string, double> bounds)
    {
        var lines = measured.Select(allocation =>
            Compare(allocation, bounds.TryGetValue(allocation.Benchmark, out var bound) ? bound : null));
        var orphans = bounds.Where(bound => measured.All(allocation => allocation.Benchmark != bound.Key))
            .Select(static bound => new ComparedBenchmark(bound.Key, null, bound.Value, Verdict.Orphaned));
        return new([.. lines.Concat(orphans).OrderBy(static line => line.Benchmark, StringComparer.Ordinal)]);
    }

    private static ComparedBenchmark Compare(Allocation allocation, double? bound) =>
        new(allocation.Benchmark, allocation.BytesPerEvent, bound, (allocation.BytesPerEvent, bound) switch
        {
            (null, _) => Verdict.NotRun,
            (_, null) => Verdict.Unbounded,
            var (bytes, most) when bytes > most + Tolerance => Verdict.Over,
            var (bytes, most) when bytes < most - Tolerance => Verdict.Below,
            _ => Verdict.Kept,
        });
}
