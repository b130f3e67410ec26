using Confluent.Kafka;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka.Topics;
using Pipeline.Operations.Verification;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Sink;
using Pipeline.Shop.Assortment;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Simulation;

namespace Pipeline.Shop.Live;

/// <summary>
/// Reads the users and products that take part in live traffic, and the rows that are about to be updated. While the database does
/// not answer, it is asked again every second.
/// </summary>
public sealed class ShopReader(PipelineSettings settings, IDbContextFactory<ShopContext> contexts, NpgsqlDataSource database)
{
    /// <summary>Most users, and most products, that take part: enough for any distribution, little memory.</summary>
    public const int MaxPopulation = 100_000;

    /// <summary>Most orders taken up from the database.</summary>
    public const int MaxOpenOrders = 1_000;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Waits until there are users and products, for this shard too.</summary>
    /// <param name="sayWaiting">Called once, when there is something to wait for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Population> WaitAsync(Action sayWaiting, CancellationToken cancellationToken) => RepeatUntilAsync(
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
    /// WRITE_MODE=stream: waits until the consumers have stored what was published before this call. An earlier process may have
    /// published versions that the database does not have yet, and this process would give them out a second time.
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
                // Brokers or database do not answer: they are asked again.
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>The newest open orders, at most <see cref="MaxOpenOrders"/>, those of this shard's users; the oldest first.</summary>
    public async Task<IReadOnlyList<Versioned<Order>>> ReadOpenOrdersAsync(CancellationToken cancellationToken)
    {
        // The key is a UUID v7: its order is the order of time, and the index finds the newest orders without reading all others.
        var newest = await ReadAsync<Order>(
            static orders => orders.Where(static o => OrderLife.OpenStates.Contains(o.Status)).OrderByDescending(static o => o.OrderId).Take(MaxOpenOrders),
            cancellationToken);
        return [.. Own(newest, static o => o.Row.UserId).Reverse()];
    }

    /// <summary>The products that exist, by id.</summary>
    public Task<IReadOnlyList<Versioned<Product>>> ReadProductsAsync(string[] ids, CancellationToken cancellationToken) =>
        ReadAsync<Product>(products => products.Where(p => ids.Contains(p.ProductId)).OrderBy(static p => p.ProductId), cancellationToken);

    /// <summary>The users that exist, by id.</summary>
    public Task<IReadOnlyList<Versioned<User>>> ReadUsersAsync(string[] ids, CancellationToken cancellationToken) =>
        ReadAsync<User>(users => users.Where(u => ids.Contains(u.UserId)).OrderBy(static u => u.UserId), cancellationToken);

    private T[] Own<T>(IReadOnlyList<T> rows, Func<T, string> id) => [.. rows.Where(row => settings.Shard.Owns(id(row)))];

    private Task<IReadOnlyList<Versioned<T>>> ReadAsync<T>(Func<IQueryable<T>, IQueryable<T>> choose, CancellationToken cancellationToken)
        where T : class => RepeatUntilAsync<IReadOnlyList<Versioned<T>>>(
            async context => await choose(context.Set<T>().AsNoTracking())
                .Select(static row => new Versioned<T>(row, EF.Property<int>(row, StreamModel.Version)))
                .ToListAsync(cancellationToken),
            static () => { }, cancellationToken);

    private async Task<T> RepeatUntilAsync<T>(Func<ShopContext, Task<T?>> read, Action sayWaiting, CancellationToken cancellationToken)
        where T : class
    {
        for (var said = false; ; said = true)
        {
            try
            {
                await using var context = await contexts.CreateDbContextAsync(cancellationToken);
                if (await read(context) is { } found)
                    return found;
            }
            catch (Exception e) when (PostgresFaults.Of(e) is not null)
            {
                // The database does not answer: it is asked again.
            }

            if (!said)
                sayWaiting();
            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
