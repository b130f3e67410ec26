namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>Prints a comparison. The last line is stable, for scripts.</summary>
internal static class ComparisonTable
{
    public static void Print(BoundComparison comparison, TextWriter output)
    {
        var width = comparison.Lines.Select(static line => line.Benchmark.Length).Append("benchmark".Length).Max();
        output.WriteLine($"{"benchmark".PadRight(width)}  bytes per event    bound");
        foreach (var line in comparison.Lines)
        {
            var values = $"{Bytes(line.BytesPerEvent, "F1"),15}  {Bytes(line.Bound, "0.#"),7}";
            output.WriteLine($"{line.Benchmark.PadRight(width)}  {values}  {Remark(line.Verdict)}".TrimEnd());
        }

        output.WriteLine();
        output.WriteLine($"{comparison.Benchmarks} benchmarks, {comparison.Over} over their bound");
    }

    private static string Bytes(double? bytes, string format) => bytes?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Remark(Verdict verdict) => verdict switch
    {
        Verdict.Kept => "",
        Verdict.Below => "below its bound: CHECK=record lowers the bound",
        Verdict.Over => "OVER its bound",
        Verdict.Unbounded => "NO BOUND: CHECK=record adds one",
        Verdict.Orphaned => "NO BENCHMARK with this name: CHECK=record removes the bound",
        Verdict.NotRun => "DID NOT RUN: see standard error",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Unknown verdict."),
    };
}
