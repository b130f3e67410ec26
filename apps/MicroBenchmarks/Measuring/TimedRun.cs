using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;

namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>
/// Time, events a second and bytes an event, each benchmark in a process of its own and with the runtime as the pipeline's
/// programs have it. BenchmarkDotNet's tables go to reports/micro/results, its log to standard error.
/// </summary>
internal static class TimedRun
{
    /// <summary>Where reports go, from where make runs.</summary>
    public const string Reports = "reports/micro";

    /// <summary>The build that BenchmarkDotNet starts has two minutes by default; a busy machine with two cores needs more.</summary>
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10);

    /// <param name="args">BenchmarkDotNet's own, for example <c>--filter *Parsing*</c>; none: everything.</param>
    /// <param name="output">For the table.</param>
    /// <returns>Exit code: 1 when a benchmark did not run.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        using var log = new TextLogger(Console.Error);
        var config = TimedConfig.Create().AddLogger(log).WithArtifactsPath(Reports).WithBuildTimeout(BuildTimeout);
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(TimedRun).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config).ToList();
        if (summaries.Count > 0) // None where the arguments only ask for a list.
            TimedTable.Print(summaries.SelectMany(static summary => summary.Reports), output);
        return summaries.Exists(static run => run.HasCriticalValidationErrors || run.Reports.Any(static report => !report.Success)) ? 1 : 0;
    }
}
