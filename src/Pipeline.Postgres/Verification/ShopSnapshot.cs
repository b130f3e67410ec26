using System.Data;
using Npgsql;
using Pipeline.Streams.Shop;
using Pipeline.Postgres.Schema;

namespace Pipeline.Postgres.Verification;

/// <summary>
/// The database's side of the verification, in one repeatable-read snapshot: progress, ledger, rows, outbox and totals are
/// written together, so in a snapshot they must agree even while events flow. Everything is read as a stream.
/// </summary>
public sealed class ShopSnapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly DateTimeOffset _now;

    private ShopSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, DateTimeOffset now) =>
        (_connection, _transaction, _now) = (connection, transaction, now);

    /// <summary>How far the groups are.</summary>
    public IReadOnlyList<PartitionProgress> Progress { get; private set; } = [];

    /// <summary>Takes the snapshot.</summary>
    /// <param name="database">The database.</param>
    /// <param name="now">The ledger forgets what is older than <see cref="LedgerPartitions.DaysKept"/> days; so does the verification.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ShopSnapshot> TakeAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var snapshot = new ShopSnapshot(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken), now);
            // The first question fixes the moment.
            await using var progress = snapshot.Command(ProgressReader.Progress);
            snapshot.Progress = await ProgressReader.ReadAsync(progress, cancellationToken);
            return snapshot;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Number of rows of a stream's table.</summary>
    public async Task<long> CountAsync(ShopTopic stream, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT count(*) FROM {stream.Name()}");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>What the stream's group has taken effect of.</summary>
    public Task ReadLedgerAsync(ShopTopic stream, Action<Guid> visit, CancellationToken cancellationToken) => ReadAsync(
        $"SELECT event_id FROM processed_events WHERE consumer_group = '{stream.ConsumerGroup()}'",
        row => visit(row.GetGuid(0)), cancellationToken);

    /// <summary>Rows of the stream's table.</summary>
    public Task ReadRowsAsync(ShopTopic stream, Action<RowState> visit, CancellationToken cancellationToken)
    {
        var oldest = Guid.Parse(LedgerPartitions.LowestId(LedgerPartitions.OldestKept(_now)));
        var orders = stream == ShopTopic.Orders;
        var sql = orders
            ? "SELECT event_id, version, order_id, counted_version, counted FROM orders"
            : $"SELECT event_id, version, {(stream == ShopTopic.Users ? "user_id" : "product_id")} FROM {stream.Name()}";
        return ReadAsync(
            sql,
            row =>
            {
                var id = row.IsDBNull(0) ? (Guid?)null : row.GetGuid(0);
                visit(new(
                    orders ? null : row.GetString(2), orders ? row.GetGuid(2) : default, id is { } known && known >= oldest ? known : null,
                    row.GetInt32(1), orders ? row.GetInt32(3) : 0, orders && row.GetInt32(4) == 1));
            },
            cancellationToken);
    }

    /// <summary>The stream's events that wait to be sent, as they will be sent.</summary>
    public Task ReadOutboxAsync(ShopTopic stream, Action<byte[]> visit, CancellationToken cancellationToken) => ReadAsync(
        $"SELECT payload FROM outbox WHERE topic = '{stream.Name()}'", row => visit(row.GetFieldValue<byte[]>(0)), cancellationToken);

    /// <summary>The table dead_letters.</summary>
    /// <param name="topic">Topic they came from.</param>
    /// <param name="visit">Takes partition, offset, reason, SQLSTATE and event id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task ReadDeadLettersAsync(string topic, Action<int, long, string, string?, Guid?> visit, CancellationToken cancellationToken) => ReadAsync(
        "SELECT partition, message_offset, reason, sql_state, event_id FROM dead_letters WHERE topic = $1",
        row => visit(row.GetInt32(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.IsDBNull(4) ? null : row.GetGuid(4)),
        cancellationToken, topic);

    /// <summary>Where the dead letters that were sent again had come from.</summary>
    public Task ReadReplaysAsync(string topic, Action<int, long> visit, CancellationToken cancellationToken) => ReadAsync(
        "SELECT partition, message_offset FROM dead_letter_replays WHERE topic = $1", row => visit(row.GetInt32(0), row.GetInt64(1)), cancellationToken, topic);

    /// <summary>Whether the ledger has never dropped a day, so that it holds everything that ever took effect.</summary>
    public async Task<bool> IsLedgerWholeAsync(CancellationToken cancellationToken)
    {
        await using var command = Command($"""
            SELECT NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'processed_events'::regclass
                               AND inhrelid::regclass::text = 'processed_events_{LedgerPartitions.OldestKept(_now):yyyyMMdd}')
            """);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>order_totals beside what the orders that are counted add up to.</summary>
    public async Task<TotalsCheck> CheckTotalsAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("""
            WITH totals AS (
                SELECT day, category, region, sum(orders) AS orders, sum(quantity) AS quantity, sum(revenue) AS revenue
                FROM order_totals GROUP BY 1, 2, 3),
            counted AS (
                SELECT (created_at AT TIME ZONE 'UTC')::date AS day, category, user_region AS region,
                       count(*) AS orders, sum(quantity) AS quantity, sum(total_amount) AS revenue
                FROM orders WHERE counted = 1 GROUP BY 1, 2, 3),
            beside AS (
                SELECT coalesce(t.orders, 0) AS t_orders, coalesce(c.orders, 0) AS c_orders,
                       (coalesce(t.quantity, 0), coalesce(t.revenue, 0)) = (coalesce(c.quantity, 0), coalesce(c.revenue, 0)) AS sums_agree
                FROM totals t FULL JOIN counted c USING (day, category, region))
            SELECT coalesce(sum(greatest(0, t_orders - c_orders)), 0)::bigint, coalesce(sum(greatest(0, c_orders - t_orders)), 0)::bigint,
                   count(*) FILTER (WHERE t_orders = c_orders AND NOT sums_agree)
            FROM beside
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ReadAsync(string sql, Action<NpgsqlDataReader> visit, CancellationToken cancellationToken, string? parameter = null)
    {
        await using var command = Command(sql);
        if (parameter is not null)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = parameter });
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellationToken);
        // The rows come as fast as they are taken: waiting asynchronously for each of ten million would cost more than reading it.
        while (reader.Read())
            visit(reader);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>No time limit: the whole shop is read.</summary>
    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { CommandTimeout = 0 };
}
