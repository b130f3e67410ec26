using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;

namespace Pipeline.Shop.Live;

/// <summary>
/// Reads the users and products of live traffic, and the rows to update. Retries every second while the database is unavailable.
/// </summary>
public sealed class ShopReader(PipelineSettings settings, IDbContextFactory<ShopContext> contexts, NpgsqlDataSource database)
{
    /// <summary>Maximum number of users, and of products. Limits the memory.</summary>
    public const int MaxPopulation = 100_000;

    /// <summary>Maximum number of open orders read from the database.</summary>
    public const int MaxOpenOrders = 1_000;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Waits until this shard has users and products.</summary>
    /// <param name="sayWaiting">
    /// Called when the reason for waiting changes, with the fault of the database, or with null while there are no users or products.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<Population> WaitAsync(Action<string?> sayWaiting, CancellationToken cancellationToken) => RetryAsync(
        async context =>
        {
            var users = await context.Users.OrderBy(static u => u.UserId).Take(MaxPopulation)
                .Select(static u => new UserProfile(u.UserId, u.AddressDistrict, u.Gender, u.Age)).ToListAsync(cancellationToken);
            var products = await context.Products.OrderBy(static p => p.ProductId).Take(MaxPopulation)
                .Select(static p => new ProductOffer(p.ProductId, p.Category, p.Price)).ToListAsync(cancellationToken);
            var population = new Population(Own(users, static u => u.UserId), products, Own(products, static p => p.ProductId));
            return population is { Profiles.Count: > 0, OwnOffers.Count: > 0 } ? population : null;
        },
        sayWaiting, cancellationToken);

    /// <summary>
    /// For WRITE_MODE=stream: waits until the consumers have stored all messages published before this call. An earlier process may have
    /// published versions that the database does not have yet; this process would use them again.
    /// </summary>
    public async Task WaitForConsumersAsync(CancellationToken cancellationToken)
    {
        if (settings.Write.Mode != WriteMode.Stream)
            return;
        using var positions = new ConsumerPositions(settings.Kafka, database);
        Dictionary<(string, int), long>? published = null;
        while (true)
        {
            try
            {
                var now = await positions.ReadAsync(cancellationToken);
                published ??= now.ToDictionary(static p => (p.Topic, p.Partition), static p => p.LogEnd);
                if (now.All(p => p.Next >= published[(p.Topic, p.Partition)]))
                    return;
            }
            catch (Exception e) when (e is KafkaException || PostgresFaults.Of(e) is not null)
            {
                // A server is unavailable: retry.
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>The newest <see cref="MaxOpenOrders"/> open orders, without those of other shards' users; oldest first.</summary>
    public async Task<IReadOnlyList<Versioned<Order>>> ReadOpenOrdersAsync(CancellationToken cancellationToken)
    {
        // The key is a UUID v7, which sorts by time, so the index finds the newest orders without reading the others.
        var newest = await ReadAsync<Order>(
            static orders => orders.Where(static o => OrderLife.OpenStates.Contains(o.Status))
                .OrderByDescending(static o => o.OrderId).Take(MaxOpenOrders),
            cancellationToken);
        return [.. Own(newest, static o => o.Row.UserId).Reverse()];
    }

    /// <summary>The products with these ids, ordered by id; unknown ids are left out.</summary>
    public Task<IReadOnlyList<Versioned<Product>>> ReadProductsAsync(string[] ids, CancellationToken cancellationToken) =>
        ReadAsync<Product>(products => products.Where(p => ids.Contains(p.ProductId)).OrderBy(static p => p.ProductId), cancellationToken);

    /// <summary>The users with these ids, ordered by id; unknown ids are left out.</summary>
    public Task<IReadOnlyList<Versioned<User>>> ReadUsersAsync(string[] ids, CancellationToken cancellationToken) =>
        ReadAsync<User>(users => users.Where(u => ids.Contains(u.UserId)).OrderBy(static u => u.UserId), cancellationToken);

    private T[] Own<T>(IReadOnlyList<T> rows, Func<T, string> id) => [.. rows.Where(row => settings.Shard.Owns(id(row)))];

    private Task<IReadOnlyList<Versioned<T>>> ReadAsync<T>(Func<IQueryable<T>, IQueryable<T>> choose, CancellationToken cancellationToken)
        where T : class => RetryAsync<IReadOnlyList<Versioned<T>>>(
            async context => await choose(context.Set<T>().AsNoTracking())
                .Select(static row => new Versioned<T>(row, EF.Property<int>(row, StreamModel.Version)))
                .ToListAsync(cancellationToken),
            static _ => { }, cancellationToken);

    private async Task<T> RetryAsync<T>(Func<ShopContext, Task<T?>> read, Action<string?> sayWaiting, CancellationToken cancellationToken)
        where T : class
    {
        string? said = "";
        while (true)
        {
            string? problem = null;
            try
            {
                await using var context = await contexts.CreateDbContextAsync(cancellationToken);
                if (await read(context) is { } found)
                    return found;
            }
            catch (Exception e) when (PostgresFaults.Of(e) is { } fault)
            {
                problem = PostgresFaults.Wrap(e, fault).Message;
            }

            if (problem != said)
                sayWaiting(problem);
            said = problem;
            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
