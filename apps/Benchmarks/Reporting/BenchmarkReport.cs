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
