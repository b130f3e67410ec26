using Confluent.Kafka;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Definitions;

namespace Pipeline.Shop.Live;

/// <summary>
/// Reads who may buy and what there is to buy, and the rows that are about to be updated. A database that is away is asked
/// again every second.
/// </summary>
public sealed class ShopReader(PipelineSettings settings, NpgsqlDataSource database)
{
    /// <summary>Most customers, and most products, that take part: enough for any distribution, little memory.</summary>
    public const int AtMost = 100_000;

    /// <summary>Most orders taken up from the database.</summary>
    public const int OpenOrdersAtMost = 1_000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Nobody can buy before there is somebody and something: asks every second until there are both, for this shard too.</summary>
    /// <param name="sayWaiting">Called once, when there is something to wait for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Population> WaitAsync(Action sayWaiting, CancellationToken cancellationToken) => UntilThereAsync(
        async () =>
        {
            var (profiles, offers) = (await ReadProfilesAsync(cancellationToken), await ReadOffersAsync(cancellationToken));
            var population = new Population(Own(profiles, static c => c.UserId), offers, Own(offers, static a => a.ProductId));
            return population is { Profiles.Count: > 0, OwnOffers.Count: > 0 } ? population : null;
        },
        sayWaiting, cancellationToken);

    /// <summary>
    /// WRITE_MODE=stream: waits until the consumers have stored what was published before this call. An earlier process may have
    /// published versions that the database does not have yet, and they would be given out a second time.
    /// </summary>
    public async Task WaitForConsumersAsync(CancellationToken cancellationToken)
    {
        if (settings.Write.Mode != WriteMode.Stream)
            return;
        using var positions = new ConsumerPositions(settings, database);
        Dictionary<(string, int), long>? published = null;
        while (true)
        {
            try
            {
                var now = await positions.ReadAsync(cancellationToken);
                published ??= now.ToDictionary(p => (p.Topic, p.Partition), p => p.LogEnd);
                if (now.All(p => p.Next >= published[(p.Topic, p.Partition)]))
                    return;
            }
            catch (Exception e) when (e is KafkaException || PostgresFaults.Of(e) is not null)
            {
                // Brokers or database are away; they are asked again.
            }

            await Task.Delay(Poll, cancellationToken);
        }
    }

    /// <summary>
    /// Of the newest orders that something will still become of, at most <see cref="OpenOrdersAtMost"/>, those of this shard's
    /// customers; the oldest first.
    /// </summary>
    public async Task<IReadOnlyList<Versioned<Order>>> ReadOpenOrdersAsync(CancellationToken cancellationToken)
    {
        // By the key, a UUID v7: its order is the order of time, and the newest open ones are found without a look at all the others.
        var newest = await WaitForRowsAsync(
            """
            SELECT order_id, created_at, user_id, product_id, quantity, total_amount, shipping_cost, discount_amount, payment_method,
                   status, category, user_region, user_gender, user_age_group, version
            FROM orders WHERE status = ANY($2) ORDER BY order_id DESC LIMIT $1
            """,
            r => new Versioned<Order>(ShopRows.Order(r), r.GetInt32(14)), cancellationToken,
            new NpgsqlParameter<int> { TypedValue = OpenOrdersAtMost }, Texts([.. OrderLife.OpenStates]));
        return [.. Own(newest, static o => o.Row.UserId).Reverse()];
    }

    /// <summary>Those of the products that are there, whole.</summary>
    public Task<IReadOnlyList<Versioned<Product>>> ReadProductsAsync(string[] ids, CancellationToken cancellationToken) => WaitForRowsAsync(
        """
        SELECT product_id, name, category, brand, price, org_price, discount_rate, description, stock, created_at, version
        FROM products WHERE product_id = ANY($1) ORDER BY product_id
        """,
        r => new Versioned<Product>(ShopRows.Product(r), r.GetInt32(10)), cancellationToken, Texts(ids));

    /// <summary>Those of the customers that are there, whole.</summary>
    public Task<IReadOnlyList<Versioned<User>>> ReadUsersAsync(string[] ids, CancellationToken cancellationToken) => WaitForRowsAsync(
        """
        SELECT user_id, name, gender, age, birth_year, address, address_district, email, grade, created_at, version
        FROM users WHERE user_id = ANY($1) ORDER BY user_id
        """,
        r => new Versioned<User>(ShopRows.User(r), r.GetInt32(10)), cancellationToken, Texts(ids));

    private Task<List<UserProfile>> ReadProfilesAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT user_id, address_district, gender, age FROM users ORDER BY user_id LIMIT $1",
        r => new UserProfile(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3)), cancellationToken,
        new NpgsqlParameter<int> { TypedValue = AtMost });

    private Task<List<ProductOffer>> ReadOffersAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT product_id, category, price FROM products ORDER BY product_id LIMIT $1",
        r => new ProductOffer(r.GetString(0), r.GetString(1), r.GetInt32(2)), cancellationToken,
        new NpgsqlParameter<int> { TypedValue = AtMost });

    private T[] Own<T>(IReadOnlyList<T> rows, Func<T, string> id) => [.. rows.Where(row => settings.Shard.Owns(id(row)))];

    private Task<IReadOnlyList<T>> WaitForRowsAsync<T>(
        string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        UntilThereAsync<IReadOnlyList<T>>(
            async () => await ReadAsync(sql, map, cancellationToken, Array.ConvertAll(parameters, static p => p.Clone())), static () => { }, cancellationToken);

    private static async Task<T> UntilThereAsync<T>(Func<Task<T?>> read, Action sayWaiting, CancellationToken cancellationToken)
        where T : class
    {
        for (var said = false; ; said = true)
        {
            try
            {
                if (await read() is { } there)
                    return there;
            }
            catch (Exception e) when (PostgresFaults.Of(e) is not null)
            {
                // The database is away; the shop is read when it is back.
            }

            if (!said)
                sayWaiting();
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private async Task<List<T>> ReadAsync<T>(
        string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }

    private static NpgsqlParameter<string[]> Texts(string[] values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = values };
}
