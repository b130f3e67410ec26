using System.Globalization;

namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>A comparison as people read it; its last line as programs do.</summary>
internal static class ComparisonTable
{
    public static void Print(BoundComparison comparison, TextWriter output)
    {
        var width = comparison.Lines.Select(static line => line.Benchmark.Length).Append("benchmark".Length).Max();
        output.WriteLine($"{"benchmark".PadRight(width)}  bytes an event    bound");
        foreach (var line in comparison.Lines)
        {
            var figures = $"{Figure(line.BytesPerEvent, "F1"),14}  {Figure(line.Bound, "0.#"),7}";
            output.WriteLine($"{line.Benchmark.PadRight(width)}  {figures}  {Remark(line.Verdict)}".TrimEnd());
        }

        output.WriteLine();
        output.WriteLine($"{comparison.Benchmarks} benchmarks, {comparison.Over} over their bound");
    }

    private static string Figure(double? bytes, string format) => bytes?.ToString(format, CultureInfo.InvariantCulture) ?? "-";

    private static string Remark(Verdict verdict) => verdict switch
    {
        Verdict.Kept => "",
        Verdict.Below => "below its bound: CHECK=record keeps the gain",
        Verdict.Over => "OVER its bound",
        Verdict.Unbounded => "NO BOUND: CHECK=record makes one",
        Verdict.Orphaned => "NO BENCHMARK of this name: CHECK=record removes the bound",
        Verdict.NotRun => "DID NOT RUN: standard error says why",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Not a verdict."),
    };
}
