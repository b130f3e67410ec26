namespace Pipeline.Reporting;

/// <summary>
/// An axis of percentiles, logarithmic in the share above the percentile, as in HdrHistogram's plots: the distances from 90 to 99 and
/// from 99 to 99.9 are equal. The maximum has no finite position and is drawn at 99.99.
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
