using System.Data;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Events.Shop;
using Pipeline.Postgres.Schema;

namespace Pipeline.Postgres.Verification;

/// <summary>
/// The database's side of the verification, in one repeatable-read snapshot: ledger, rows, outbox and totals are written
/// together, so in a snapshot they must agree even while events flow.
/// </summary>
public sealed class ShopSnapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private readonly DateOnly _horizon;

    private ShopSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, DateOnly horizon) =>
        (_connection, _transaction, _horizon) = (connection, transaction, horizon);

    /// <summary>Takes the snapshot.</summary>
    /// <param name="database">The database.</param>
    /// <param name="now">The ledger forgets what is older than <see cref="LedgerPartitions.DaysKept"/> days; so does the verification.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ShopSnapshot> TakeAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            return new(
                connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken), LedgerPartitions.OldestKept(now));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Rows of a stream and how they stand to the ledger.</summary>
    public async Task<StreamCounts> CountAsync(ShopTopic stream, CancellationToken cancellationToken)
    {
        await using var command = Command($"""
            SELECT r.rows, r.missing, greatest(0, l.events - r.versions)
            FROM (SELECT count(*) AS rows, coalesce(sum(version), 0)::bigint AS versions,
                         count(*) FILTER (WHERE {IsMissing}) AS missing FROM {stream.Name()} t) r,
                 (SELECT count(*) AS events FROM processed_events WHERE consumer_group = $1) l
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.ConsumerGroup() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(stream, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>Ids of events of committed rows that are neither in the ledger nor in the outbox; at most <paramref name="atMost"/>.</summary>
    public async Task<IReadOnlyList<Guid>> MissingAsync(ShopTopic stream, int atMost, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT event_id FROM {stream.Name()} t WHERE {IsMissing} LIMIT $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.ConsumerGroup() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = atMost });
        return await IdsAsync(command, cancellationToken);
    }

    /// <summary>Those of the ids that are still not in the ledger.</summary>
    public async Task<IReadOnlyList<Guid>> StillMissingAsync(ShopTopic stream, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = Command("""
            SELECT event_id FROM unnest($2) AS t (event_id)
            WHERE NOT EXISTS (SELECT FROM processed_events p WHERE p.consumer_group = $1 AND p.event_id = t.event_id)
              AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.consumer_group = $1 AND d.event_id = t.event_id)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.ConsumerGroup() });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, TypedValue = [.. ids] });
        return await IdsAsync(command, cancellationToken);
    }

    /// <summary>order_totals beside what the orders that took effect add up to.</summary>
    public async Task<TotalsCheck> CheckTotalsAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("""
            WITH counted AS (
                SELECT day, category, region, sum(orders) AS orders, sum(quantity) AS quantity, sum(revenue) AS revenue
                FROM order_totals GROUP BY 1, 2, 3),
            placed AS (
                SELECT (created_at AT TIME ZONE 'UTC')::date AS day, category, user_region AS region,
                       count(*) AS orders, sum(quantity) AS quantity, sum(total_amount) AS revenue
                FROM orders
                WHERE counted = 1
                GROUP BY 1, 2, 3),
            beside AS (
                SELECT coalesce(c.orders, 0) AS c_orders, coalesce(p.orders, 0) AS p_orders,
                       (coalesce(c.quantity, 0), coalesce(c.revenue, 0)) = (coalesce(p.quantity, 0), coalesce(p.revenue, 0)) AS sums_agree
                FROM counted c FULL JOIN placed p USING (day, category, region))
            SELECT coalesce(sum(greatest(0, c_orders - p_orders)), 0)::bigint, coalesce(sum(greatest(0, p_orders - c_orders)), 0)::bigint,
                   count(*) FILTER (WHERE c_orders = p_orders AND NOT sums_agree)
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

    /// <summary>
    /// A row of t whose event has neither taken effect nor waits to be sent. Without an id there is no event; an id from before
    /// the ledger's oldest day cannot be in it any more.
    /// </summary>
    private string IsMissing => $"""
        event_id >= '{LedgerPartitions.LowestId(_horizon)}'
        AND NOT EXISTS (SELECT FROM processed_events p WHERE p.consumer_group = $1 AND p.event_id = t.event_id)
        AND NOT EXISTS (SELECT FROM outbox o WHERE o.event_id = t.event_id)
        """;

    /// <summary>No time limit: the whole shop is read.</summary>
    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { CommandTimeout = 0 };

    private static async Task<List<Guid>> IdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}
