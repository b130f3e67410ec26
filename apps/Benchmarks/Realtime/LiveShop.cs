using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Servers;

namespace Benchmarks.Realtime;

/// <summary>Result of an interval of live traffic.</summary>
/// <param name="Times">Latencies of the orders that were due.</param>
/// <param name="OrdersPerSecond">Orders written per second.</param>
/// <param name="DueShare">Share of the due orders that were written, 0–1. The others were refused.</param>
/// <param name="Cores">CPU of this process, in cores.</param>
/// <param name="OpenAtEnd">Rows that were written but not in effect at the end.</param>
internal sealed record LiveResult(EffectTimes.Recording Times, double OrdersPerSecond, double DueShare, double Cores, long OpenAtEnd);

/// <summary>A running pipeline with live traffic: orders at a rate, and one product per ten orders.</summary>
internal sealed class LiveShop : IAsyncDisposable
{
    private const double OrdersPerProduct = 10;

    /// <summary>Interval between writes of products. They are written in larger batches than orders.</summary>
    private static readonly TimeSpan ProductStep = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private static readonly StreamDefinition[] Streams = [ShopStreams.Products, ShopStreams.Orders];

    private readonly PipelineMode _mode;
    private readonly BenchmarkShop _shop;
    private readonly RunningShop _running;
    private readonly EffectTimes _times;
    private readonly ConcurrentBag<OrderSource> _orders;
    private readonly Catalog _catalog;
    private readonly ShopNumbers _numbers;

    private LiveShop(PipelineMode mode, BenchmarkShop shop, RunningShop running, EffectTimes times)
    {
        (_mode, _shop, _running, _times) = (mode, shop, running, times);
        var random = new SeededRandom(shop.Settings.Write.Seed);
        // One source per writer. They are created before the measurement, because that takes CPU.
        _orders = [.. OrderSource.Several(random, OpenLoop.Writers)];
        _catalog = new(random);
        _numbers = new(shop.Database);
    }

    public static async Task<LiveShop> OpenAsync(
        BenchmarkServers servers, NetworkMeter network, PipelineMode mode, CancellationToken cancellationToken)
    {
        var shop = await servers.OpenShopAsync(mode.Settings, cancellationToken);
        try
        {
            var times = new EffectTimes();
            return new(mode, shop, await RunningShop.StartAsync(shop, network, times.Decorate, Streams, cancellationToken), times);
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs live traffic for one second without counting, then for the duration; waits until all rows are in effect.</summary>
    public async Task<LiveResult> RunAsync(double ordersPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        // The second that is not counted must not go into the recording of the previous result.
        _times.Restart();
        await TrafficAsync(ordersPerSecond, TimeSpan.FromSeconds(1), cancellationToken);
        var times = _times.Restart();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var orders = await TrafficAsync(ordersPerSecond, duration, cancellationToken);
        var (elapsed, used, open) = (clock.Elapsed, Environment.CpuUsage.TotalTime - cpu, _times.Open);
        await UntilAllInEffectAsync(cancellationToken);
        var share = orders.Due == 0 ? 1 : (double)orders.Written / orders.Due;
        return new(times, orders.Written / elapsed.TotalSeconds, share, used / elapsed, open);
    }

    /// <inheritdoc cref="BenchmarkShop.VerifyAsync"/>
    public Task<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken) => _shop.VerifyAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _running.DisposeAsync();
        await _shop.DisposeAsync();
        foreach (var source in _orders)
            source.Dispose();
    }

    private async Task<OpenLoop> TrafficAsync(double ordersPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var orders = new OpenLoop(
            ordersPerSecond, OpenLoop.OrderStep, (count, intended) => WriteOrdersAsync(count, intended, cancellationToken));
        var products = new OpenLoop(
            ordersPerSecond / OrdersPerProduct, ProductStep, (count, intended) => WriteProductsAsync(count, intended, cancellationToken));
        await Task.WhenAll(orders.RunAsync(duration, cancellationToken), products.RunAsync(duration, cancellationToken));
        return orders;
    }

    private Task WriteOrdersAsync(int count, long intended, CancellationToken cancellationToken)
    {
        if (!_orders.TryTake(out var source))
            throw new InvalidOperationException("There are more writers than order sources.");
        var orders = source.Next(count);
        _orders.Add(source);
        return WriteAsync(_times.Orders, orders, intended, cancellationToken);
    }

    private async Task WriteProductsAsync(int count, long intended, CancellationToken cancellationToken)
    {
        var products = Array.ConvertAll(await _numbers.NextProductsAsync(count, cancellationToken), _catalog.Create);
        await WriteAsync(_times.Products, products, intended, cancellationToken);
    }

    private async Task WriteAsync<T, TKey>(
        PendingRows<T, TKey> times, IReadOnlyList<T> rows, long intended, CancellationToken cancellationToken)
        where T : class
        where TKey : notnull
    {
        var write = times.Begin(rows, intended);
        try
        {
            await _running.Writer.WriteAsync(rows, cancellationToken);
        }
        catch
        {
            times.Forget(rows);
            throw;
        }

        times.Complete(rows, write, isEffect: !_mode.EventsHaveEffect);
    }

    private async Task UntilAllInEffectAsync(CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (_times.Open > 0)
        {
            if (watch.Elapsed > Timeout)
                throw new TimeoutException($"{_times.Open:N0} rows are not in effect after {Timeout.TotalMinutes:0} minutes.");
            await Task.Delay(10, cancellationToken);
        }
    }
}
