using Pipeline.Events.Delivery;
using Pipeline.Events.Envelopes;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Options;
using Pipeline.Simulation;
using Pipeline.Simulation.Shop;

namespace Pipeline.Hosting.Realtime;

/// <summary>
/// Live traffic: orders and new products in the human rhythm, or at the rates that are set. Reads its customers and articles
/// from the database, so it follows whatever was seeded.
/// </summary>
public sealed class RealtimeGenerator(
    PipelineSettings settings, ShopReader shop, IShopWriter writer, RetryingNumbers numbers, SeededRandom random)
{
    /// <summary>Rows of one transaction at most, when there is a rate.</summary>
    private const int RowsAtOnce = 500;
    private const int Writers = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan StatisticsPeriod = TimeSpan.FromSeconds(60);

    /// <summary>How long a write that has begun may still take after the end was asked for.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly OrderBehaviour _behaviour = new(random.Fork("orders", 0));
    private readonly Catalog _catalog = new(random);

    /// <summary>What has been done so far.</summary>
    public RealtimeStatistics Statistics { get; } = new();

    /// <summary>Runs until cancelled; what is being written then is finished, if it can be within 10 s.</summary>
    /// <param name="print">Takes a line an order batch (or a second, at a rate), and the statistics.</param>
    /// <param name="cancellationToken">Ends the traffic.</param>
    public async Task RunAsync(Action<string> print, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            OrdersAsync(print, ending.Token), ProductsAsync(print, ending.Token), StatisticsAsync(print, ending.Token),
        ];
        try
        {
            // The first to fail ends the others; what it threw is the answer.
            await await Task.WhenAny(loops);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that was asked for, met in the middle of a wait.
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(loops).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            foreach (var line in Statistics.Lines())
                print(line);
        }
    }

    private async Task OrdersAsync(Action<string> print, CancellationToken cancellationToken)
    {
        var (customers, articles) = await shop.WaitAsync(
            () => print($"{Now} no users or products yet: waiting for the seeder (make seed)"), cancellationToken);
        if (settings.Realtime.OrderRate is { } rate)
        {
            await OrdersAtRateAsync(rate, customers, articles, print, cancellationToken);
            return;
        }

        var rhythm = new Rhythm(random.Fork("order rhythm", 0), _time);
        while (await SleepAsync(rhythm.NextOrderPause(), cancellationToken))
        {
            var orders = NewOrders(rhythm.NextOrderCount(), customers, articles);
            await WriteAsync(orders, cancellationToken);
            print($"{Now} orders: {orders.Count} placed, {orders.Sum(o => o.TotalAmount):N0} won, {Statistics.Orders:N0} so far");
        }
    }

    private async Task OrdersAtRateAsync(
        double rate, IReadOnlyList<Customer> customers, IReadOnlyList<Article> articles, Action<string> print, CancellationToken cancellationToken)
    {
        var pace = new Pace(rate, _time);
        using var free = new SemaphoreSlim(Writers);
        var writing = new List<Task>();
        var lastLine = _time.GetTimestamp();
        while (await SleepAsync(pace.IsDue ? TimeSpan.Zero : Tick, cancellationToken))
        {
            if (pace.IsDue && await TryEnterAsync(free, cancellationToken))
                writing.Add(WriteAndReleaseAsync(NewOrders(pace.Take(RowsAtOnce), customers, articles), free, cancellationToken));
            await TakeFinishedAsync(writing);
            if (_time.GetElapsedTime(lastLine) < TimeSpan.FromSeconds(1))
                continue;
            lastLine = _time.GetTimestamp();
            print($"{Now} orders: {Statistics.Orders:N0} so far");
        }

        await Task.WhenAll(writing);
    }

    private async Task ProductsAsync(Action<string> print, CancellationToken cancellationToken)
    {
        await shop.WaitAsync(static () => { }, cancellationToken);
        var rhythm = new Rhythm(random.Fork("product rhythm", 0), _time);
        var pace = settings.Realtime.ProductRate is { } rate ? new Pace(rate, _time) : null;
        while (await SleepAsync(pace is null ? rhythm.NextProductPause() : pace.IsDue ? TimeSpan.Zero : Tick, cancellationToken))
        {
            var count = pace?.Take(RowsAtOnce) ?? Rhythm.ProductsAtOnce;
            if (count == 0)
                continue;
            var products = Array.ConvertAll(await numbers.NextProductsAsync(count, cancellationToken), _catalog.Create);
            await FinishAsync(token => writer.WriteAsync(products, token), cancellationToken);
            Statistics.AddProducts(count);
            if (pace is null)
                print($"{Now} products: {count} listed, {Statistics.Products:N0} so far");
        }
    }

    private async Task StatisticsAsync(Action<string> print, CancellationToken cancellationToken)
    {
        while (await SleepAsync(StatisticsPeriod, cancellationToken))
        {
            foreach (var line in Statistics.Lines())
                print(line);
        }
    }

    private List<Order> NewOrders(int count, IReadOnlyList<Customer> customers, IReadOnlyList<Article> articles)
    {
        var orders = new List<Order>(count);
        for (var i = 0; i < count; i++)
            orders.Add(_behaviour.Create(customers, articles, Microseconds.Truncate(_time.GetUtcNow().UtcDateTime)));
        return orders;
    }

    private async Task WriteAsync(List<Order> orders, CancellationToken cancellationToken)
    {
        await FinishAsync(token => writer.WriteAsync(orders, token), cancellationToken);
        Statistics.AddOrders(orders.Count, orders.Sum(o => o.TotalAmount));
    }

    /// <summary>A write that has begun is finished: the token would leave its outcome unknown. A database that is away gets <see cref="Grace"/>.</summary>
    private static async Task FinishAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource();
        await using var grace = cancellationToken.Register(() => deadline.CancelAfter(Grace));
        await write(deadline.Token);
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

    /// <summary>Lets a failed write end the loop, and the finished ones go.</summary>
    private static async Task TakeFinishedAsync(List<Task> writing)
    {
        foreach (var finished in writing.FindAll(w => w.IsCompleted))
            await finished;
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

    private async Task<bool> SleepAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    private string Now => _time.GetLocalNow().ToString("HH:mm:ss");
}
