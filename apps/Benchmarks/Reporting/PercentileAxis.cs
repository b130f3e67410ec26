namespace Benchmarks.Reporting;

/// <summary>
/// Percentiles. Equal distances are equal ratios of the share above the percentile, as in HdrHistogram's plots: 90, 99 and 99.9 are
/// equally far apart. The maximum has no finite position; it is drawn at 99.99.
/// </summary>
internal sealed class PercentileAxis : LogarithmicAxis
{
    private const double MaximumAt = 99.99;
    private static readonly double[] Percentiles = [0, 50, 75, 90, 95, 99, 99.9, 100];
    private static readonly double[] Positions = Array.ConvertAll(Percentiles, PositionOf);

    public PercentileAxis() => LabelFormatter = static position =>
        Percentiles[Array.IndexOf(Positions, position)] is var p and < 100 ? ReportFormat.TickLabel(p) : "max";

    public static double PositionOf(double percentile) => 1 / (1 - Math.Clamp(percentile, 0, MaximumAt) / 100);

    public override void GetTickValues(
        out IList<double> majorLabelValues, out IList<double> majorTickValues, out IList<double> minorTickValues)
    {
        majorLabelValues = majorTickValues = Array.FindAll(Positions, p => p >= ActualMinimum && p <= ActualMaximum);
        minorTickValues = [];
    }
}
