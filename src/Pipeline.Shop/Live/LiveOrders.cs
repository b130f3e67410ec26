using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;

namespace Pipeline.Shop.Live;

/// <summary>Places orders, in the daily rhythm or at a fixed rate.</summary>
/// <param name="settings">Rate and shard.</param>
/// <param name="writer">Writes the orders.</param>
/// <param name="random">Randomness of the shop; the shard uses its own fork.</param>
/// <param name="open">Collects the placed orders for updates.</param>
/// <param name="statistics">Counts the orders.</param>
internal sealed class LiveOrders(
    PipelineSettings settings, IRecordWriter writer, SeededRandom random, OpenOrders open, RealtimeStatistics statistics)
{
    private const int Writers = 4;

    private readonly OrderBehaviour _behaviour = new(settings.Shard.Own(random).Fork("orders", 0));

    public Task RunAsync(Population shop, Action<string> print, CancellationToken cancellationToken) =>
        settings.Realtime.OrderRate is { } perSecond
            ? AtRateAsync(perSecond, shop, print, cancellationToken)
            : InRhythmAsync(shop, print, cancellationToken);

    private async Task InRhythmAsync(Population shop, Action<string> print, CancellationToken cancellationToken)
    {
        var rhythm = new Rhythm(settings.Shard.Own(random).Fork("order rhythm", 0), LiveLoop.Time);
        while (await LiveLoop.SleepAsync(settings.Shard.ScalePause(rhythm.NextOrderPause()), cancellationToken))
        {
            var orders = NewOrders(rhythm.NextOrderCount(), shop);
            await WriteAsync(orders, cancellationToken);
            print($"{LiveLoop.Now} orders: {orders.Count} placed, {orders.Sum(o => o.TotalAmount):N0} won, {statistics.Orders:N0} so far");
        }
    }

    private async Task AtRateAsync(double perSecond, Population shop, Action<string> print, CancellationToken cancellationToken)
    {
        var pace = new Pace(perSecond, LiveLoop.Time);
        using var free = new SemaphoreSlim(Writers);
        var writing = new List<Task>();
        var lastLine = LiveLoop.Time.GetTimestamp();
        while (await LiveLoop.SleepAsync(pace.IsDue ? TimeSpan.Zero : LiveLoop.Tick, cancellationToken))
        {
            if (pace.IsDue && await TryEnterAsync(free, cancellationToken))
                writing.Add(WriteAndReleaseAsync(NewOrders(pace.Take(LiveLoop.MaxBatchRows), shop), free, cancellationToken));
            await RemoveCompletedAsync(writing);
            if (LiveLoop.Time.GetElapsedTime(lastLine) < TimeSpan.FromSeconds(1))
                continue;
            lastLine = LiveLoop.Time.GetTimestamp();
            print($"{LiveLoop.Now} orders: {statistics.Orders:N0} so far");
        }

        await Task.WhenAll(writing);
    }

    private List<Order> NewOrders(int count, Population shop)
    {
        var orders = new List<Order>(count);
        for (var i = 0; i < count; i++)
            orders.Add(_behaviour.Create(shop.Profiles, shop.Offers, Microseconds.Truncate(LiveLoop.Time.GetUtcNow().UtcDateTime)));
        return orders;
    }

    private async Task WriteAsync(List<Order> orders, CancellationToken cancellationToken)
    {
        await LiveLoop.FinishAsync(token => writer.WriteAsync(orders, token), cancellationToken);
        open.AddPlaced(orders);
        statistics.AddOrders(orders.Count, orders.Sum(o => o.TotalAmount));
    }

    private async Task WriteAndReleaseAsync(List<Order> orders, SemaphoreSlim free, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(orders, cancellationToken);
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Removes completed writes from the list. Throws if one has failed, which ends the loop.</summary>
    private static async Task RemoveCompletedAsync(List<Task> writing)
    {
        foreach (var completed in writing.FindAll(w => w.IsCompleted))
            await completed;
        writing.RemoveAll(w => w.IsCompleted);
    }

    private static async Task<bool> TryEnterAsync(SemaphoreSlim free, CancellationToken cancellationToken)
    {
        try
        {
            await free.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
