using Benchmarks.Servers;
using Pipeline.Postgres.Tables;

namespace Benchmarks.Limits;

/// <summary>
/// Writes the same orders to a table like orders with its primary key, without broker, processed events, totals or progress: the limit
/// that PostgreSQL sets.
/// </summary>
internal static class DirectWrites
{
    private const int Sessions = 3;

    /// <summary>Binary COPY in one session.</summary>
    /// <returns>Rows per second.</returns>
    public static async Task<double> CopyAsync(BenchmarkShop shop, IReadOnlyList<EventBatch> batches, CancellationToken cancellationToken)
    {
        await CreateTableAsync(shop, "copy_orders", cancellationToken);
        await using var connection = await shop.Database.OpenConnectionAsync(cancellationToken);
        var clock = Stopwatch.StartNew();
        var columns = StreamTable.Of(ShopStreams.Orders).Columns;
        var rows = await BulkCopy.RunAsync(connection, "copy_orders", columns, batches, cancellationToken);
        return rows / clock.Elapsed.TotalSeconds;
    }

    /// <summary>One upsert with unnest per batch, in three sessions with asynchronous commit, as in the sink.</summary>
    /// <returns>Rows per second.</returns>
    public static async Task<double> UnnestAsync(BenchmarkShop shop, IReadOnlyList<EventBatch> batches, CancellationToken cancellationToken)
    {
        await CreateTableAsync(shop, "unnest_orders", cancellationToken);
        var table = StreamTable.Of(ShopStreams.Orders);
        var sql = $"""
            INSERT INTO unnest_orders AS t ({table.ColumnList})
            SELECT {table.ColumnList} FROM {table.Unnest(1)} AS i ({table.ColumnList})
            ON CONFLICT (order_id) DO UPDATE SET {string.Join(", ", table.Columns.Select(c => $"{c.Name} = excluded.{c.Name}"))}
            WHERE excluded.version > t.version
            """;
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(_ => Task.Run(SessionAsync, cancellationToken)));
        return batches.Sum(b => (long)b.Count) / clock.Elapsed.TotalSeconds;

        async Task SessionAsync()
        {
            await using var connection = await shop.ReplayableDatabase.OpenConnectionAsync(cancellationToken);
            while (Interlocked.Increment(ref next) is var i && i < batches.Count)
            {
                await using var command = new NpgsqlCommand(sql, connection);
                foreach (var column in table.Columns)
                    command.Parameters.Add(column.Parameter(batches[i], 0, batches[i].Count));
                await command.PrepareAsync(cancellationToken);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    /// <summary>Parses events into batches, as a consumer does.</summary>
    public static List<EventBatch> Parse(IReadOnlyList<byte[]> events, int batchSize)
    {
        var batches = new List<EventBatch>();
        foreach (var chunk in events.Chunk(batchSize))
        {
            var batch = ShopStreams.Orders.NewBatch(chunk.Length);
            for (var i = 0; i < chunk.Length; i++)
                ShopStreams.Orders.Decoder.Decode(chunk[i], i, batch);
            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>Drops the tables of the other methods.</summary>
    public static Task DropTablesAsync(BenchmarkShop shop, CancellationToken cancellationToken) =>
        shop.ExecuteAsync("DROP TABLE copy_orders, unnest_orders", cancellationToken);

    private static Task CreateTableAsync(BenchmarkShop shop, string name, CancellationToken cancellationToken) =>
        shop.ExecuteAsync($"CREATE TABLE {name} (LIKE orders INCLUDING ALL)", cancellationToken);
}
