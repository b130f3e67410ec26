using System.Text.Json;
using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>Measures what the benchmarks allocate and holds it against the recorded bounds, or records it.</summary>
internal static class AllocationCheck
{
    /// <summary>From the root of the repository, where make runs: the file in the source tree, not a copy of it.</summary>
    private const string Path = "apps/MicroBenchmarks/allocations.json";

    private static readonly BoundsFile Bounds = new(Path);

    /// <returns>Exit code: 0 when every benchmark keeps its bound.</returns>
    public static int Run(TextWriter output)
    {
        if (!TryRead(out var bounds, out var why))
        {
            Console.Error.WriteLine($"{Path} cannot be read: {why}");
            return 1;
        }

        var comparison = BoundComparison.Of(AllocationRun.Measure(), bounds);
        ComparisonTable.Print(comparison, output);
        return comparison.Passed ? 0 : 1;
    }

    /// <returns>Exit code: 0 when all benchmarks have run and are recorded; otherwise the file is as it was.</returns>
    public static int Record(TextWriter output)
    {
        TryRead(out var bounds, out _); // A file that is missing or broken is made anew.
        var comparison = BoundComparison.Of(AllocationRun.Measure(), bounds);
        var missing = comparison.Lines.Where(static line => line.Verdict == Verdict.NotRun).Select(static line => line.Benchmark).ToList();
        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"Nothing is recorded, because these did not run: {string.Join(", ", missing)}.");
            return 1;
        }

        Bounds.Write(comparison);
        var changed = comparison.Lines.Count(static line => line.Verdict != Verdict.Kept);
        output.WriteLine($"{comparison.Benchmarks} bounds in {Path}, changed: {changed}");
        return 0;
    }

    private static bool TryRead(out IReadOnlyDictionary<string, double> bounds, out string why)
    {
        (bounds, why) = (new Dictionary<string, double>(StringComparer.Ordinal), "");
        try
        {
            bounds = Bounds.Read();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            why = e.Message;
            return false;
        }
    }
}
