namespace Pipeline.Reporting;

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
