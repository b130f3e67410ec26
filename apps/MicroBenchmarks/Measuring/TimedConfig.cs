namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>BenchmarkDotNet's defaults, a short job, and a column for operations per second. An operation is an event.</summary>
internal static class TimedConfig
{
    /// <summary>Style of the CSV: one unit per column, in the header, and numbers without thousands separators.</summary>
    private static readonly SummaryStyle CsvStyle = new(
        new CultureInfo("") { NumberFormat = { NumberGroupSeparator = "" } }, printUnitsInHeader: true, SizeUnit.B, TimeUnit.Nanosecond,
        printUnitsInContent: false, printZeroValuesInContent: true);

    public static ManualConfig Create() => ManualConfig.CreateEmpty()
        .AddJob(Short())
        .AddDiagnoser(new MemoryDiagnoser(new MemoryDiagnoserConfig(displayGenColumns: false)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddColumn(StatisticColumn.OperationsPerSecond)
        .AddExporter(new CsvExporter(CsvSeparator.Comma, CsvStyle), MarkdownExporter.GitHub, HtmlExporter.Default)
        .AddAnalyser([.. DefaultConfig.Instance.GetAnalysers()])
        .AddValidator([.. DefaultConfig.Instance.GetValidators()])
        .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.JoinSummary);

    /// <summary>About five seconds per benchmark; the column Error shows the precision.</summary>
    private static Job Short() => Job.Default
        .WithId("Short")
        .WithWarmupCount(4)
        .WithIterationCount(6)
        .WithIterationTime(TimeInterval.FromMilliseconds(250))
        // As the pipeline's programs run; the project file explains why it is off in this program.
        .WithEnvironmentVariable("DOTNET_TieredCompilation", "1")
        // The analyzers ran when this project was built.
        .WithArguments([new MsBuildArgument("-property:RunAnalyzers=false")]);
}
