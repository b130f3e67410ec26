using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>All benchmarks of a run in one table; BenchmarkDotNet makes one for each class.</summary>
internal static class TimedTable
{
    public static void Print(IEnumerable<BenchmarkReport> reports, TextWriter output)
    {
        output.WriteLine($"{"benchmark",-24}  {"ns an event",11}  {"± (99.9 %)",10}  {"events/s",12}  {"bytes an event",14}");
        foreach (var report in reports)
        {
            var method = report.BenchmarkCase.Descriptor.WorkloadMethod;
            output.WriteLine($"{$"{method.DeclaringType!.Name}.{method.Name}",-24}  {Figures(report)}");
        }
    }

    private static string Figures(BenchmarkReport report)
    {
        if (report.ResultStatistics is not { } time)
            return "did not run";
        var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
        return string.Create(CultureInfo.InvariantCulture,
            $"{time.Mean,11:N1}  {time.ConfidenceInterval.Margin,10:N1}  {EventsPerSecondColumn.Of(time),12:N0}  {bytes,14:N0}");
    }
}
