using System.Text.Json;
using Pipeline.MicroBenchmarks.Measuring;

namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>Measures what the benchmarks allocate and holds it against the recorded bounds, or records it.</summary>
internal static class AllocationCheck
{
    /// <summary>From the root of the repository, where make runs: the file in the source tree, not a copy of it.</summary>
    private const string Bounds = "apps/MicroBenchmarks/allocations.json";

    /// <returns>Exit code: 0 when every benchmark keeps its bound.</returns>
    public static int Run(TextWriter output)
    {
        IReadOnlyDictionary<string, double> bounds;
        try
        {
            bounds = new BoundsFile(Bounds).Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Console.Error.WriteLine($"{Bounds} cannot be read: {e.Message}");
            return 1;
        }

        var comparison = BoundComparison.Of(AllocationRun.Measure(), bounds);
        ComparisonTable.Print(comparison, output);
        return comparison.Passed ? 0 : 1;
    }

    /// <returns>Exit code: 0 when all benchmarks have run and are recorded; otherwise the file is as it was.</returns>
    public static int Record(TextWriter output)
    {
        var measured = AllocationRun.Measure();
        var missing = measured.Where(static allocation => allocation.BytesPerEvent is null).Select(static allocation => allocation.Benchmark).ToList();
        if (missing.Count > 0)
        {
            Console.Error.WriteLine($"Nothing is recorded, because these did not run: {string.Join(", ", missing)}.");
            return 1;
        }

        new BoundsFile(Bounds).Write(measured);
        output.WriteLine($"{measured.Count} bounds recorded in {Bounds}");
        return 0;
    }
}
