namespace Benchmarks.Reporting;

/// <summary>How an axis maps values to positions.</summary>
internal enum AxisKind
{
    /// <summary>Equal distances are equal differences.</summary>
    Linear,

    /// <summary>Equal distances are equal ratios. Values are above 0.</summary>
    Logarithmic,

    /// <summary>
    /// Percentiles from 0 to 100. Equal distances are equal ratios of the share above the percentile, as in HdrHistogram's plots:
    /// 90, 99 and 99.9 are equally far apart. 100, the maximum, is at the position of 99.99.
    /// </summary>
    Percentile,
}
