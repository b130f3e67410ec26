using Pipeline.Shop.Generation;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;

namespace Pipeline.Shop.Live;

/// <summary>
/// Live traffic: orders (<see cref="LiveOrders"/>), new products, and updates of orders, products and users
/// (<see cref="LiveUpdates"/>), in the daily rhythm or at fixed rates. Reads the seeded users and products from the database.
/// </summary>
public sealed class RealtimeGenerator
{
    private static readonly TimeSpan StatisticsPeriod = TimeSpan.FromSeconds(60);

    private readonly PipelineSettings _settings;
    private readonly ShopReader _shop;
    private readonly IRecordWriter _writer;
    private readonly RetryingNumbers _numbers;
    private readonly SeededRandom _random;
    private readonly Catalog _catalog;
    private readonly LiveOrders _orders;
    private readonly LiveUpdates _updates;

    /// <summary>Creates a generator; <see cref="RunAsync"/> starts it.</summary>
    public RealtimeGenerator(PipelineSettings settings, ShopReader shop, IRecordWriter writer, RetryingNumbers numbers, SeededRandom random)
    {
        (_settings, _shop, _writer, _numbers, _random) = (settings, shop, writer, numbers, random);
        _catalog = new(random);
        _updates = new(settings, shop, writer, random, Statistics);
        _orders = new(settings, writer, random, _updates.Orders, Statistics);
    }

    /// <summary>Counts of what was written so far.</summary>
    public RealtimeStatistics Statistics { get; } = new();

    /// <summary>Runs until cancelled. Started writes then have 10 s to complete.</summary>
    /// <param name="print">Gets one line per batch of orders (at a fixed rate: per second), and the statistics.</param>
    /// <param name="cancellationToken">Ends the traffic without an exception.</param>
    public async Task RunAsync(Action<string> print, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loops = Begin(print, ending.Token);
        try
        {
            // The first loop that fails ends the others, and its exception is thrown.
            await await Task.WhenAny(loops);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled during a wait.
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(loops)
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            foreach (var line in Statistics.Lines())
                print(line);
        }
    }

    private List<Task> Begin(Action<string> print, CancellationToken cancellationToken)
    {
        var shop = WaitForShopAsync(print, cancellationToken);
        List<Task> loops = [RunAfterSeeding(_orders.RunAsync), RunAfterSeeding(ProductsAsync), StatisticsAsync(print, cancellationToken)];
        if (_settings.Realtime.UpdatesPerSecond is not 0)
            loops.Add(RunAfterSeeding(_updates.RunAsync));
        return loops;

        async Task RunAfterSeeding(Func<Population, Action<string>, CancellationToken, Task> loop) =>
            await loop(await shop, print, cancellationToken);
    }

    private async Task<Population> WaitForShopAsync(Action<string> print, CancellationToken cancellationToken)
    {
        var shard = _settings.Shard;
        var ofShard = shard.IsWhole ? "" : $" of shard {shard}";
        var shop = await _shop.WaitAsync(
            problem => print(problem is null
                ? $"{LiveLoop.Now} no users or products{ofShard} yet: waiting for the seeder (make seed)"
                : $"{LiveLoop.Now} cannot read users and products: {problem}. Retrying"), cancellationToken);
        if (!shard.IsWhole)
            print($"{LiveLoop.Now} shard {shard}: {shop.Profiles.Count:N0} users");
        return shop;
    }

    private async Task ProductsAsync(Population shop, Action<string> print, CancellationToken cancellationToken)
    {
        var rhythm = new Rhythm(_settings.Shard.Own(_random).Fork("product rhythm", 0), LiveLoop.Time);
        var pace = _settings.Realtime.ProductRate is { } rate ? new Pace(rate, LiveLoop.Time) : null;
        while (await LiveLoop.SleepAsync(
            pace is null ? _settings.Shard.ScalePause(rhythm.NextProductPause()) : pace.IsDue ? TimeSpan.Zero : LiveLoop.Tick,
            cancellationToken))
        {
            var count = pace?.Take(LiveLoop.MaxBatchRows) ?? Rhythm.ProductsPerBatch;
            if (count == 0)
                continue;
            var products = Array.ConvertAll(await _numbers.NextProductsAsync(count, cancellationToken), _catalog.Create);
            await LiveLoop.FinishAsync(token => _writer.WriteAsync(products, token), cancellationToken);
            Statistics.AddProducts(count);
            if (pace is null)
                print($"{LiveLoop.Now} products: {count} listed, {Statistics.Products:N0} so far");
        }
    }

    private async Task StatisticsAsync(Action<string> print, CancellationToken cancellationToken)
    {
        while (await LiveLoop.SleepAsync(StatisticsPeriod, cancellationToken))
        {
            foreach (var line in Statistics.Lines())
                print(line);
        }
    }
}
