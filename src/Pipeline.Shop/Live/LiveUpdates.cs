using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;

namespace Pipeline.Shop.Live;

/// <summary>
/// Updates existing rows: the status of orders, price or stock of products, grade or address of users. Makes one update at a time in
/// the daily rhythm, or batches at a fixed rate. The changes are in <see cref="OrderLife"/>, <see cref="ProductChanges"/>,
/// <see cref="UserChanges"/> and <see cref="UpdateMix"/>.
/// </summary>
internal sealed class LiveUpdates
{
    /// <summary>A time before this process placed its first order.</summary>
    private readonly DateTime _began = Microseconds.Truncate(LiveLoop.Time.GetUtcNow().UtcDateTime);
    private readonly PipelineSettings _settings;
    private readonly ShopReader _shop;
    private readonly IRecordWriter _writer;
    private readonly RealtimeStatistics _statistics;
    private readonly SeededRandom _choice;
    private readonly UpdateMix _mix;
    private readonly OrderLife _life;
    private readonly ProductChanges _products;
    private readonly UserChanges _users;
    private readonly Rhythm _rhythm;
    private readonly NewestStates<Product>? _newestProducts;
    private readonly NewestStates<User>? _newestUsers;

    public LiveUpdates(PipelineSettings settings, ShopReader shop, IRecordWriter writer, SeededRandom random, RealtimeStatistics statistics)
    {
        (_settings, _shop, _writer, _statistics) = (settings, shop, writer, statistics);
        var own = settings.Shard.Own(random);
        (_choice, _mix, _life) = (own.Fork("update choice", 0), new(own.Fork("update mix", 0)), new(own.Fork("order life", 0)));
        (_products, _users) = (new(own.Fork("product changes", 0)), new(new People(random), own.Fork("user changes", 0)));
        _rhythm = new(own.Fork("update rhythm", 0), LiveLoop.Time);
        if (settings.Write.Mode == WriteMode.Stream)
            (_newestProducts, _newestUsers) = (new(static p => p.ProductId), new(static u => u.UserId));
    }

    /// <summary>Orders that can be updated.</summary>
    public OpenOrders Orders { get; } = new();

    /// <summary>Updates rows until cancelled. A started write is completed.</summary>
    public async Task RunAsync(Population population, Action<string> print, CancellationToken cancellationToken)
    {
        await _shop.WaitForConsumersAsync(cancellationToken);
        // Orders that this process has placed are in the list already. Added twice, they would get the same version twice.
        foreach (var order in (await _shop.ReadOpenOrdersAsync(cancellationToken)).Where(o => o.Row.CreatedAt < _began))
            Orders.Add(order);
        var pace = _settings.Realtime.UpdatesPerSecond is { } rate ? new Pace(rate, LiveLoop.Time) : null;
        var lastLine = LiveLoop.Time.GetTimestamp();
        while (await LiveLoop.SleepAsync(
            pace is null ? _settings.Shard.ScalePause(_rhythm.NextUpdatePause()) : pace.IsDue ? TimeSpan.Zero : LiveLoop.Tick,
            cancellationToken))
        {
            var count = pace?.Take(LiveLoop.MaxBatchRows) ?? 1;
            if (count > 0)
                await UpdateAsync(count, population, cancellationToken);
            if (pace is not null && LiveLoop.Time.GetElapsedTime(lastLine) < TimeSpan.FromSeconds(1))
                continue;
            lastLine = LiveLoop.Time.GetTimestamp();
            print($"{LiveLoop.Now} updates: {_statistics.Updates:N0} so far");
        }
    }

    private async Task UpdateAsync(int count, Population population, CancellationToken cancellationToken)
    {
        var (orders, products, users) = (0, new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < count; i++)
        {
            switch (_mix.Next())
            {
                case UpdateSubject.Order:
                    orders++;
                    break;
                case UpdateSubject.Product:
                    products.Add(_choice.Pick(population.OwnOffers).ProductId);
                    break;
                default:
                    users.Add(_choice.Pick(population.Profiles).UserId);
                    break;
            }
        }

        await LiveLoop.FinishAsync(token => UpdateOrdersAsync(orders, token), cancellationToken);
        await UpdateAsync([.. products], _shop.ReadProductsAsync, _products.Next, _writer.UpdateAsync, _newestProducts, cancellationToken);
        await UpdateAsync([.. users], _shop.ReadUsersAsync, _users.Next, _writer.UpdateAsync, _newestUsers, cancellationToken);
    }

    private async Task UpdateOrdersAsync(int count, CancellationToken cancellationToken)
    {
        var changes = Orders.Take(count).ConvertAll(o => new Change<Order>(o.Row, _life.Next(o.Row), o.Version + 1));
        if (changes.Count == 0)
            return;
        _statistics.AddUpdates(await _writer.UpdateAsync(changes, cancellationToken));
        foreach (var change in changes)
            Orders.Add(new(change.After, change.Version));
    }

    private async Task UpdateAsync<T>(
        string[] keys,
        Func<string[], CancellationToken, Task<IReadOnlyList<Versioned<T>>>> read,
        Func<T, T> next,
        Func<IReadOnlyList<Change<T>>, CancellationToken, Task<int>> write,
        NewestStates<T>? newest,
        CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
            return;
        var changes = new List<Change<T>>(keys.Length);
        foreach (var stored in await read(keys, cancellationToken))
        {
            var state = newest?.Newest(stored) ?? stored;
            if (state.Version < Envelope.MaxVersion)
                changes.Add(new(state.Row, next(state.Row), state.Version + 1));
        }

        if (changes.Count == 0)
            return;
        await LiveLoop.FinishAsync(async token => _statistics.AddUpdates(await write(changes, token)), cancellationToken);
        foreach (var change in changes)
            newest?.Add(new(change.After, change.Version));
    }
}
