using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>Benchmarks held against their bounds.</summary>
internal sealed class BoundComparison
{
    /// <summary>
    /// Bytes an event by which a figure may differ from its bound: half a byte is rounding, 0.2 what is allocated beside the
    /// benchmark while it is measured. The smallest object has 24 bytes, so one more an event is always over.
    /// Not a share of the bound: a few per cent of a large one would hide such an object.
    /// </summary>
    public const double Tolerance = 1;

    private BoundComparison(IReadOnlyList<ComparedBenchmark> lines) => Lines = lines;

    /// <summary>A line for each benchmark and each bound, by name.</summary>
    public IReadOnlyList<ComparedBenchmark> Lines { get; }

    /// <summary>Benchmarks there are, run or not.</summary>
    public int Benchmarks => Lines.Count(static line => line.Verdict != Verdict.Orphaned);

    /// <summary>Benchmarks above their bound.</summary>
    public int Over => Lines.Count(static line => line.Verdict == Verdict.Over);

    /// <summary>Every benchmark has run and has a bound, none is above it, and no bound is left over. Nothing at all does not pass.</summary>
    public bool Passed => Lines.Count > 0 && Lines.All(static line => line.Verdict is Verdict.Kept or Verdict.Below);

    /// <summary>Compares.</summary>
    /// <param name="measured">All benchmarks.</param>
    /// <param name="bounds">Bytes an event, by benchmark.</param>
    public static BoundComparison Of(IReadOnlyCollection<Allocation> measured, IReadOnlyDictionary<string, double> bounds)
    {
        var lines = measured.Select(allocation => Compare(allocation, bounds.TryGetValue(allocation.Benchmark, out var bound) ? bound : null));
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
