using Pipeline.Events.Delivery;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Options;
using Pipeline.Simulation;
using Pipeline.Simulation.Shop;

namespace Pipeline.Hosting.Realtime;

/// <summary>
/// Updates what is there: orders move on, products get another price or stock, customers another grade or address. An open loop
/// at a rate, or one update at a time in the human rhythm. What changes and how is in the simulation: <see cref="OrderLife"/>,
/// <see cref="ProductChanges"/>, <see cref="UserChanges"/>, <see cref="UpdateMix"/>.
/// </summary>
internal sealed class LiveUpdates(PipelineSettings settings, ShopReader shop, IShopWriter writer, SeededRandom random, RealtimeStatistics statistics)
{
    private readonly SeededRandom _choice = random.Fork("update choice", 0);
    private readonly UpdateMix _mix = new(random.Fork("update mix", 0));
    private readonly OrderLife _life = new(random.Fork("order life", 0));
    private readonly ProductChanges _products = new(random.Fork("product changes", 0));
    private readonly UserChanges _users = new(new People(random), random.Fork("user changes", 0));
    private readonly NewestStates<Product>? _newestProducts = IsStream(settings) ? new(static p => p.ProductId) : null;
    private readonly NewestStates<User>? _newestUsers = IsStream(settings) ? new(static u => u.UserId) : null;

    /// <summary>The orders that can be updated.</summary>
    public OpenOrders Orders { get; } = new();

    /// <summary>Updates until cancelled; a write that has begun is finished.</summary>
    public async Task RunAsync(Population population, Action<string> print, CancellationToken cancellationToken)
    {
        await shop.WaitForConsumersAsync(cancellationToken);
        foreach (var order in await shop.ReadOpenOrdersAsync(cancellationToken))
            Orders.Add(order);
        var rhythm = new Rhythm(random.Fork("update rhythm", 0), LiveLoop.Time);
        var pace = settings.Realtime.UpdatesPerSecond is { } rate ? new Pace(rate, LiveLoop.Time) : null;
        var lastLine = LiveLoop.Time.GetTimestamp();
        while (await LiveLoop.SleepAsync(pace is null ? rhythm.NextUpdatePause() : pace.IsDue ? TimeSpan.Zero : LiveLoop.Tick, cancellationToken))
        {
            var count = pace?.Take(LiveLoop.RowsAtOnce) ?? 1;
            if (count > 0)
                await UpdateAsync(count, population, cancellationToken);
            if (pace is not null && LiveLoop.Time.GetElapsedTime(lastLine) < TimeSpan.FromSeconds(1))
                continue;
            lastLine = LiveLoop.Time.GetTimestamp();
            print($"{LiveLoop.Now} updates: {statistics.Updates:N0} so far");
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
                    products.Add(_choice.Pick(population.Articles).ProductId);
                    break;
                default:
                    users.Add(_choice.Pick(population.Customers).UserId);
                    break;
            }
        }

        await LiveLoop.FinishAsync(token => UpdateOrdersAsync(orders, token), cancellationToken);
        await UpdateAsync([.. products], shop.ReadProductsAsync, _products.Next, writer.UpdateAsync, _newestProducts, cancellationToken);
        await UpdateAsync([.. users], shop.ReadUsersAsync, _users.Next, writer.UpdateAsync, _newestUsers, cancellationToken);
    }

    private async Task UpdateOrdersAsync(int count, CancellationToken cancellationToken)
    {
        var changes = Orders.Take(count).ConvertAll(o => new Change<Order>(o.Row, _life.Next(o.Row), o.Version + 1));
        if (changes.Count == 0)
            return;
        statistics.AddUpdates(await writer.UpdateAsync(changes, cancellationToken));
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
            var state = newest?.NewerOf(stored) ?? stored;
            changes.Add(new(state.Row, next(state.Row), state.Version + 1));
        }

        if (changes.Count == 0)
            return;
        await LiveLoop.FinishAsync(async token => statistics.AddUpdates(await write(changes, token)), cancellationToken);
        foreach (var change in changes)
            newest?.Published(new(change.After, change.Version));
    }

    private static bool IsStream(PipelineSettings settings) => settings.Write.Mode == WriteMode.Stream;
}
