using Pipeline.Dashboard.Actions;
using Pipeline.Dashboard.Charts;

namespace Pipeline.Dashboard.Snapshots;

/// <summary>
/// Polls the pipeline for all pages: once per second while a page is open and for one minute after the last one closed, otherwise
/// once per <see cref="ChartHistory.Interval"/> so that the charts have no gaps.
/// </summary>
public sealed class StatusPoller(
    StatusReader reader, PolledSource<ShopStatistics> shop, DeadLetterMonitor deadLetters, DashboardActions actions, SnapshotStore store,
    ILogger<StatusPoller> log,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(1);

    /// <summary>The sums over order_totals are read less often: they change slowly and cost more.</summary>
    private static readonly TimeSpan ShopInterval = TimeSpan.FromSeconds(5);

    private readonly ChartHistory _history = new();
    private long? _shopReadAt;

    private bool IsIdle => store.IdleTime > IdleAfter;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var ticks = 0;
        do
        {
            var isChartPoint = ticks++ % (int)(ChartHistory.Interval / Interval) == 0;
            if (!isChartPoint && IsIdle)
                continue;
            try
            {
                await PollAsync(isChartPoint, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The reader reports a failed source as a value, so an exception here is a defect. The poller must survive it.
                log.PollFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PollAsync(bool isChartPoint, CancellationToken cancellationToken)
    {
        // Both at once: when the database hangs, the snapshot waits for one timeout and not for two.
        var isShopDue = _shopReadAt is not { } at || time.GetElapsedTime(at) >= ShopInterval;
        if (isShopDue)
            _shopReadAt = time.GetTimestamp();
        var shopRead = isShopDue ? shop.ReadAsync(cancellationToken) : Task.CompletedTask;
        var status = await reader.ReadAsync(cancellationToken);
        await shopRead;

        if (isChartPoint)
            _history.Add(status);
        if (!IsIdle)
            deadLetters.Update(status);
        actions.AdoptStoredVerification();
        store.Publish(new(status, shop.Last, deadLetters.Last, _history.Charts));
    }
}
