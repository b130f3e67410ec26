using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using Perfolizer.Horology;
using Perfolizer.Metrology;

namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>BenchmarkDotNet's defaults, a short job, and a column for events a second.</summary>
internal static class TimedConfig
{
    /// <summary>A CSV file is for programs: one unit a column and none in the values, and no separators in them either.</summary>
    private static readonly SummaryStyle PlainFigures = new(
        new CultureInfo("") { NumberFormat = { NumberGroupSeparator = "" } }, printUnitsInHeader: true, SizeUnit.B, TimeUnit.Nanosecond,
        printUnitsInContent: false, printZeroValuesInContent: true);

    public static ManualConfig Create() => ManualConfig.CreateEmpty()
        .AddJob(Short())
        .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddColumn(new EventsPerSecondColumn())
        .AddExporter(new CsvExporter(CsvSeparator.Comma, PlainFigures), MarkdownExporter.GitHub, HtmlExporter.Default)
        .AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()])
        .AddValidator([.. DefaultConfig.Instance.GetValidators()])
        .WithOptions(ConfigOptions.DisableLogFile);

    /// <summary>About five seconds a benchmark; the column Error says what they are worth.</summary>
    private static Job Short() => Job.Default
        .WithId("Short")
        .WithWarmupCount(4)
        .WithIterationCount(6)
        .WithIterationTime(TimeInterval.FromMilliseconds(250))
        .WithEnvironmentVariable("DOTNET_TieredCompilation", "1") // The project file says why it is off elsewhere.
        .WithArguments([new MsBuildArgument("-property:RunAnalyzers=false")]); // They have seen this code when it was built.
}
