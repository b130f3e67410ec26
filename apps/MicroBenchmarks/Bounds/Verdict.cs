namespace Pipeline.MicroBenchmarks.Bounds;

/// <summary>What the comparison of a benchmark with its bound says.</summary>
internal enum Verdict
{
    /// <summary>At its bound, within the tolerance.</summary>
    Kept,

    /// <summary>Clearly below: the bound can be recorded anew, so that the gain is not lost again unseen.</summary>
    Below,

    /// <summary>Above its bound.</summary>
    Over,

    /// <summary>A benchmark without a bound.</summary>
    Unbounded,

    /// <summary>A bound without a benchmark.</summary>
    Orphaned,

    /// <summary>A benchmark that did not run.</summary>
    NotRun,
}
