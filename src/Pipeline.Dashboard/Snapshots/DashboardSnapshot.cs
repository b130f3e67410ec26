using Pipeline.Dashboard.Charts;

namespace Pipeline.Dashboard.Snapshots;

/// <summary>Everything a page shows. Immutable and shared by all pages, so another open page costs only its own rendering.</summary>
/// <param name="Status">State of the pipeline.</param>
/// <param name="Shop">Orders and revenue.</param>
/// <param name="DeadLetters">Dead letters that wait for a replay.</param>
/// <param name="Charts">Charts of the last 15 minutes.</param>
public sealed record DashboardSnapshot(
    StatusSnapshot Status, Reading<ShopStatistics> Shop, Reading<DeadLetterReport> DeadLetters, ChartSet Charts)
{
    /// <summary>Before the first poll.</summary>
    public static DashboardSnapshot None { get; } = new(
        StatusSnapshot.None, Reading.None<ShopStatistics>(), Reading.None<DeadLetterReport>(), ChartSet.None);
}
