namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>Result of the comparison of a benchmark with its bound.</summary>
internal enum Verdict
{
    /// <summary>Within the tolerance of its bound.</summary>
    Kept,

    /// <summary>Below its bound. Recording a lower bound makes a later increase visible.</summary>
    Below,

    /// <summary>Over its bound.</summary>
    Over,

    /// <summary>A benchmark without a bound.</summary>
    Unbounded,

    /// <summary>A bound without a benchmark.</summary>
    Orphaned,

    /// <summary>A benchmark that did not run.</summary>
    NotRun,
}
