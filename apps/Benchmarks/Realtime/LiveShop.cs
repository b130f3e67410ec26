using System.Collections.Concurrent;
using Benchmarks.Comparison;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Servers;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;

namespace Benchmarks.Realtime;

/// <summary>What a stretch of live traffic came to.</summary>
/// <param name="Times">Latencies of what fell due in it.</param>
/// <param name="OrdersPerSecond">Orders written.</param>
/// <param name="DueShare">Of the orders that were due, the share that was written without being refused.</param>
/// <param name="Cores">CPU of this process, in cores.</param>
/// <param name="OpenAtEnd">Rows written and without effect at its end.</param>
internal sealed record LiveResult(EffectTimes.Recording Times, double OrdersPerSecond, double DueShare, double Cores, long OpenAtEnd);

/// <summary>A running shop with live traffic: orders at a rate, and a product for every ten orders.</summary>
internal sealed class LiveShop : IAsyncDisposable
{
    private const double OrdersPerProduct = 10;

    /// <summary>Products come as lists that somebody has prepared.</summary>
    private static readonly TimeSpan ProductStep = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
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
        // One a writer, made before anything is measured.
        _orders = [.. OrderSource.Several(random, OpenLoop.Writers)];
        _catalog = new(random);
        _numbers = new(shop.Database);
    }

    public static async Task<LiveShop> OpenAsync(BenchmarkServers servers, NetworkMeter network, PipelineMode mode, CancellationToken cancellationToken)
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

    /// <summary>Live traffic for the time; its first second is not counted.</summary>
    public async Task<LiveResult> RunAsync(double ordersPerSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        // Into a recording of its own: the result before this one would go on growing.
        _times.Restart();
        await TrafficAsync(ordersPerSecond, TimeSpan.FromSeconds(1), cancellationToken);
        var times = _times.Restart();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var orders = await TrafficAsync(ordersPerSecond, duration, cancellationToken);
        var (elapsed, used, open) = (clock.Elapsed, Environment.CpuUsage.TotalTime - cpu, _times.Open);
        await UntilNothingIsOpenAsync(cancellationToken);
        return new(times, orders.Written / elapsed.TotalSeconds, orders.Due == 0 ? 1 : (double)orders.Written / orders.Due, used / elapsed, open);
    }

    /// <summary>The complete verification.</summary>
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
        var orders = new OpenLoop(ordersPerSecond, OpenLoop.OrderStep, (count, intended) => PlaceAsync(count, intended, cancellationToken));
        var products = new OpenLoop(ordersPerSecond / OrdersPerProduct, ProductStep, (count, intended) => ListAsync(count, intended, cancellationToken));
        await Task.WhenAll(orders.RunAsync(duration, cancellationToken), products.RunAsync(duration, cancellationToken));
        return orders;
    }

    private async Task PlaceAsync(int count, long intended, CancellationToken cancellationToken)
    {
        if (!_orders.TryTake(out var source))
            throw new InvalidOperationException("More writers than sources of orders.");
        var orders = source.Next(count);
        _orders.Add(source);
        var placed = _times.Placing(orders, intended);
        try
        {
            await _running.Writer.WriteAsync(orders, cancellationToken);
        }
        catch
        {
            _times.Forget(orders);
            throw;
        }

        _times.Written(orders, placed, isEffect: !_mode.EventsHaveEffect);
    }

    private async Task ListAsync(int count, long intended, CancellationToken cancellationToken)
    {
        var products = Array.ConvertAll(await _numbers.NextProductsAsync(count, cancellationToken), _catalog.Create);
        var placed = _times.Placing(products, intended);
        try
        {
            await _running.Writer.WriteAsync(products, cancellationToken);
        }
        catch
        {
            _times.Forget(products);
            throw;
        }

        _times.Written(products, placed, isEffect: !_mode.EventsHaveEffect);
    }

    private async Task UntilNothingIsOpenAsync(CancellationToken cancellationToken)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (_times.Open > 0)
        {
            if (watch.Elapsed > Timeout)
                throw new TimeoutException($"{_times.Open:N0} rows had no effect {Timeout.TotalMinutes:0} minutes after they were written.");
            await Task.Delay(10, cancellationToken);
        }
    }
}
