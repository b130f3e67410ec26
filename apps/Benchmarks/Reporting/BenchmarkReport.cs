namespace Benchmarks.Reporting;

/// <summary>Everything that terminal, CSV and page show of one benchmark.</summary>
internal sealed record BenchmarkReport
{
    /// <summary>Name of the files and of the benchmark: kafka_comparison.</summary>
    public required string Name { get; init; }

    /// <summary>What was asked, in a line.</summary>
    public required string Title { get; init; }

    /// <summary>Under which conditions: cores, memory, brokers, versions, commit, settings.</summary>
    public required Card Card { get; init; }

    public required IReadOnlyList<ResultTable> Tables { get; init; }

    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>What must be known to read the figures rightly.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the verifications after the rounds found; a result with any is red, whatever its speed.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    public bool Ok => Failures.Count == 0;
}

/// <summary>Lines of figures. All rows have the same figures.</summary>
/// <param name="Title">What the table compares.</param>
/// <param name="Subject">Head of the first column: mode, path, rate.</param>
/// <param name="Rows">The lines.</param>
internal sealed record ResultTable(string Title, string Subject, IReadOnlyList<ResultRow> Rows)
{
    /// <summary>Whether it has figures that a terminal leaves out.</summary>
    public bool HasDetails => Rows.Any(static r => r.Figures.Any(static f => f.IsDetail));
}

/// <summary>A line of a table.</summary>
/// <param name="Subject">What was measured.</param>
/// <param name="Figures">The quantities, in the order of the columns.</param>
internal sealed record ResultRow(string Subject, IReadOnlyList<Figure> Figures);

/// <summary>A picture.</summary>
/// <param name="Title">What it shows.</param>
internal abstract record Chart(string Title);

/// <summary>A bar a subject for one figure: the median, with the spread of the rounds.</summary>
internal sealed record BarChart(string Title, string Unit, IReadOnlyList<(string Subject, Figure Figure)> Bars) : Chart(Title);

/// <summary>Lines over a common axis.</summary>
internal sealed record LineChart(string Title, string XLabel, string YLabel, IReadOnlyList<ChartLine> Lines) : Chart(Title)
{
    /// <summary>Whether the vertical axis is logarithmic, for latencies.</summary>
    public bool IsLogarithmic { get; init; }
}

/// <summary>A line of a chart.</summary>
internal sealed record ChartLine(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);
