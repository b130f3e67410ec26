using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Pipeline.MicroBenchmarks.Measuring;

/// <summary>Events a second on one core: the reciprocal of the mean time an event.</summary>
internal sealed class EventsPerSecondColumn : IColumn
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Events a second.</summary>
    /// <param name="time">Nanoseconds an event.</param>
    public static double Of(Statistics time) => NanosecondsPerSecond / time.Mean;

    public string Id => nameof(EventsPerSecondColumn);

    public string ColumnName => "Events/s";

    public string Legend => "Events a second on one core, from the mean";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Statistics;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    /// <summary>With separators for people; without them where the units are in the header, which is for programs.</summary>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        summary[benchmarkCase]?.ResultStatistics is { Mean: > 0 } time
            ? Of(time).ToString(style.PrintUnitsInContent ? "N0" : "F0", CultureInfo.InvariantCulture)
            : "NA";
}
