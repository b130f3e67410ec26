namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>Prints all benchmarks in one table; BenchmarkDotNet prints one per class.</summary>
internal static class TimedTable
{
    public static void Print(IEnumerable<BenchmarkReport> reports, TextWriter output)
    {
        output.WriteLine($"{"benchmark",-24}  {"ns per event",12}  {"± (99.9 %)",10}  {"events/s",12}  {"bytes per event",15}");
        foreach (var report in reports)
        {
            var method = report.BenchmarkCase.Descriptor.WorkloadMethod;
            output.WriteLine($"{$"{method.DeclaringType!.Name}.{method.Name}",-24}  {Values(report)}");
        }
    }

    private static string Values(BenchmarkReport report)
    {
        if (report.ResultStatistics is not { } time)
            return "did not run";
        var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
        return string.Create(CultureInfo.InvariantCulture,
            $"{time.Mean,12:N1}  {time.ConfidenceInterval.Margin,10:N1}  {EventsPerSecondColumn.Of(time),12:N0}  {bytes,15:N0}");
    }
}
