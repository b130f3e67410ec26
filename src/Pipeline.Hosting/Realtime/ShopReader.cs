using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Simulation.Shop;

namespace Pipeline.Hosting.Realtime;

/// <summary>Reads who may buy and what there is to buy.</summary>
public sealed class ShopReader(NpgsqlDataSource database)
{
    /// <summary>Most customers, and most products, that take part: enough for any distribution, little memory.</summary>
    public const int AtMost = 100_000;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Nobody can buy before there is somebody and something: asks every second until there are both.</summary>
    /// <param name="sayWaiting">Called once, when there is something to wait for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(IReadOnlyList<Customer> Customers, IReadOnlyList<Article> Articles)> WaitAsync(
        Action sayWaiting, CancellationToken cancellationToken)
    {
        for (var said = false; ; said = true)
        {
            try
            {
                var customers = await ReadCustomersAsync(cancellationToken);
                var articles = await ReadArticlesAsync(cancellationToken);
                if (customers.Count > 0 && articles.Count > 0)
                    return (customers, articles);
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

    /// <summary>Customers in the order of their ids.</summary>
    public Task<IReadOnlyList<Customer>> ReadCustomersAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT user_id, address_district, gender, age FROM users ORDER BY user_id LIMIT $1",
        r => new Customer(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3)), cancellationToken);

    /// <summary>Products in the order of their ids.</summary>
    public Task<IReadOnlyList<Article>> ReadArticlesAsync(CancellationToken cancellationToken) => ReadAsync(
        "SELECT product_id, category, price FROM products ORDER BY product_id LIMIT $1",
        r => new Article(r.GetString(0), r.GetString(1), r.GetInt32(2)), cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = AtMost });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(map(reader));
        return rows;
    }
}
