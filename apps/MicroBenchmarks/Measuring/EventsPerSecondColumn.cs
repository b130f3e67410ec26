namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>Events per second on one core: the reciprocal of the mean time per event.</summary>
internal sealed class EventsPerSecondColumn : IColumn
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Events per second.</summary>
    /// <param name="time">Nanoseconds per event.</param>
    public static double Of(Statistics time) => NanosecondsPerSecond / time.Mean;

    public string Id => nameof(EventsPerSecondColumn);

    public string ColumnName => "Events/s";

    public string Legend => "Events per second on one core, from the mean";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Statistics;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    /// <summary>With thousands separators, except in the CSV, which has its units in the header.</summary>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        summary[benchmarkCase]?.ResultStatistics is { Mean: > 0 } time
            ? Of(time).ToString(style.PrintUnitsInContent ? "N0" : "F0", CultureInfo.InvariantCulture)
            : "NA";
}
