using BenchmarkDotNet.Loggers;

namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>
/// Measures time, events per second and bytes per event. Each benchmark runs in its own process, with the runtime settings of the
/// pipeline's programs. BenchmarkDotNet's tables go to reports/micro/results, its log to standard error.
/// </summary>
internal static class TimedRun
{
    /// <summary>Folder of the reports, relative to the root of the repository.</summary>
    public const string Reports = "reports/micro";

    /// <summary>BenchmarkDotNet's default of two minutes is too short for its build on a busy machine with two cores.</summary>
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(10);

    /// <param name="args">BenchmarkDotNet's arguments, such as <c>--filter *Parsing*</c>; empty: all benchmarks.</param>
    /// <param name="output">Receives the table.</param>
    /// <returns>Exit code: 0, or 1 when a benchmark did not run.</returns>
    public static int Run(string[] args, TextWriter output)
    {
        using var log = new TextLogger(Console.Error);
        var config = TimedConfig.Create().AddLogger(log).WithArtifactsPath(Reports).WithBuildTimeout(BuildTimeout);
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(TimedRun).Assembly)
            .Run(args.Length == 0 ? ["--filter", "*"] : args, config)
            .ToList();
        using var table = new TextLogger(output);
        // One summary contains all classes. There is none when arguments such as --list run no benchmark.
        foreach (var summary in summaries)
            MarkdownExporter.Console.ExportToLog(summary, table);
        return summaries.Exists(static run => run.HasCriticalValidationErrors || run.Reports.Any(static report => !report.Success)) ? 1 : 0;
    }
}
