namespace Benchmarks.Reporting;

/// <summary>The result of one benchmark. Terminal, CSV and HTML page are rendered from it.</summary>
internal sealed record BenchmarkReport
{
    /// <summary>Name of the benchmark and of its files: kafka_comparison.</summary>
    public required string Name { get; init; }

    /// <summary>What was measured, in one line.</summary>
    public required string Title { get; init; }

    public required RunEnvironment Environment { get; init; }

    public required IReadOnlyList<ResultTable> Tables { get; init; }

    public IReadOnlyList<ReportChart> Charts { get; init; } = [];

    /// <summary>What a reader must know to interpret the figures.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Findings of the verifications. Any finding fails the benchmark.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    public bool Ok => Failures.Count == 0;
}

/// <summary>A table of measurements. All rows have the same measurements, in the same order.</summary>
/// <param name="Title">What the table compares.</param>
/// <param name="Subject">Heading of the first column: mode, path, rate.</param>
/// <param name="Rows">The rows.</param>
internal sealed record ResultTable(string Title, string Subject, IReadOnlyList<ResultRow> Rows)
{
    /// <summary>Whether the terminal leaves out some of the measurements.</summary>
    public bool HasDetails => Rows.Any(static r => r.Measurements.Any(static m => m.IsDetail));
}

/// <summary>A row of a table.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Measurements">The measurements, in column order.</param>
internal sealed record ResultRow(string Subject, IReadOnlyList<Measurement> Measurements);

/// <summary>The data of a chart.</summary>
/// <param name="Title">What the chart shows.</param>
internal abstract record ReportChart(string Title);

/// <summary>One bar per subject: the median, with the range of the rounds.</summary>
internal sealed record BarChart(string Title, string Unit, IReadOnlyList<(string Subject, Measurement Measurement)> Bars)
    : ReportChart(Title);

/// <summary>Series of points over a common axis.</summary>
internal sealed record XyChart(string Title, string XLabel, string YLabel, IReadOnlyList<XySeries> Series) : ReportChart(Title)
{
    /// <summary>Whether the horizontal axis has percentiles from 0 to 100.</summary>
    public bool OverPercentiles { get; init; }

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool IsLogarithmic { get; init; }

    /// <summary>A horizontal line across the chart, in the unit of the vertical axis; null for none.</summary>
    public (string Name, double Value)? Limit { get; init; }
}

/// <summary>A line of an <see cref="XyChart"/>. Points are joined in the given order.</summary>
internal sealed record XySeries(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
