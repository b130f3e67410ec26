using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>Measures the allocations of the benchmarks and compares them with the recorded bounds, or records them.</summary>
internal static class AllocationCheck
{
    /// <summary>The file in the source tree, not a copy in the output folder; relative to the root of the repository.</summary>
    private const string Path = "apps/MicroBenchmarks/allocations.json";

    private static readonly BoundsFile Bounds = new(Path);

    /// <returns>Exit code: 0 when all benchmarks are within their bounds, otherwise 1.</returns>
    public static int Run(TextWriter output)
    {
        if (!TryRead(out var bounds, out var reason))
        {
            Console.Error.WriteLine($"Cannot read {Path}: {reason}");
            return 1;
        }

        var comparison = BoundComparison.Of(AllocationRun.Measure(), bounds);
        ComparisonTable.Print(comparison, output);
        return comparison.Passed ? 0 : 1;
    }

    /// <returns>Exit code: 0 when all benchmarks have run and are recorded; 1 when not, and the file is unchanged.</returns>
    public static int Record(TextWriter output)
    {
        // A missing or invalid file is replaced.
        TryRead(out var bounds, out _);
        var comparison = BoundComparison.Of(AllocationRun.Measure(), bounds);
        var missing = comparison.Lines.Where(static line => line.Verdict == Verdict.NotRun).Select(static line => line.Benchmark).ToList();
        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"No bounds were recorded, because these benchmarks did not run: {string.Join(", ", missing)}.");
            return 1;
        }

        Bounds.Write(comparison);
        var changed = comparison.Lines.Count(static line => line.Verdict != Verdict.Kept);
        output.WriteLine($"{comparison.Benchmarks} bounds in {Path}, changed: {changed}");
        return 0;
    }

    private static bool TryRead(out IReadOnlyDictionary<string, double> bounds, out string reason)
    {
        (bounds, reason) = (new Dictionary<string, double>(StringComparer.Ordinal), "");
        try
        {
            bounds = Bounds.Read();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            reason = e.Message;
            return false;
        }
    }
}
