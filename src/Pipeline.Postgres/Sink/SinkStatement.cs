using Pipeline.Streams.Shop;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// The one statement that applies a slice: progress, dedupe, versioned upsert and totals, in one round trip and, being one
/// statement, in one transaction.
/// <list type="bullet">
/// <item><c>claimed</c> locks the progress row and is empty when it does not stand where the slice begins; everything after
/// hangs on it, so a fenced slice writes nothing.</item>
/// <item><c>fresh</c> is the ledger's answer: the events that have not taken effect before.</item>
/// <item><c>written</c> upserts the newest version a key. Customers and products that the writer has already stored in this or
/// a newer version are passed over beforehand, because ON CONFLICT would lock, hence write, each of them.</item>
/// <item>An order's row also says what order_totals holds of it: up to which version, and whether it counts. That state moves
/// only to newer versions, so an old version, or one that was sent under two event ids, changes nothing. The change is written
/// into the row itself, because only there the state before it is certain: a sub-select would read the statement's snapshot,
/// and another transaction may have been in between. Of a known order only the status can change, so what is added for an order
/// and taken away later is the same.</item>
/// <item><c>totals</c> adds these changes. It is grouped in the order of the key, so that two transactions lock the rows in the
/// same order.</item>
/// </list>
/// </summary>
internal static class SinkStatement
{
    /// <summary>$1 group, $2 topic, $3 partition, $4 expected, $5 next, $6 duplicates in the batch, $7 dead-lettered; then the columns.</summary>
    public const int FirstColumn = 8;

    /// <summary>Locks the progress row; empty when it does not stand where the slice begins.</summary>
    public const string Claimed = """
        claimed AS MATERIALIZED (
            SELECT 1 FROM consumer_progress
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND next_offset = $4
            FOR UPDATE)
        """;

    private static readonly string Users = Build(ShopTopic.Users);
    private static readonly string Products = Build(ShopTopic.Products);
    private static readonly string Orders = Build(ShopTopic.Orders);

    /// <summary>Moves the progress alone: for a stretch whose messages have no effect.</summary>
    public const string WithoutRows = """
        UPDATE consumer_progress
        SET next_offset = $5, duplicates = duplicates + $6, dead_lettered = dead_lettered + $7, updated_at = now()
        WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND next_offset = $4
        RETURNING 0::bigint
        """;

    public static string Of(ShopTopic topic) => topic switch
    {
        ShopTopic.Users => Users,
        ShopTopic.Products => Products,
        ShopTopic.Orders => Orders,
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "Not a stream of the shop."),
    };

    private static string Build(ShopTopic topic)
    {
        var table = StreamTable.Of(topic);
        return $"""
            WITH input AS MATERIALIZED (SELECT * FROM {table.Unnest(FirstColumn)} AS i ({table.ColumnList})),
            {Claimed},
            fresh AS (
                INSERT INTO processed_events (consumer_group, event_id)
                SELECT $1, event_id FROM input WHERE EXISTS (SELECT FROM claimed)
                ON CONFLICT DO NOTHING
                RETURNING event_id),
            written AS ({(topic == ShopTopic.Orders ? UpsertOrders(table) : Upsert(table))}
            UPDATE consumer_progress
            SET next_offset = $5, applied = applied + (SELECT count(*) FROM fresh),
                duplicates = duplicates + $6 + (SELECT count(*) FROM input) - (SELECT count(*) FROM fresh),
                dead_lettered = dead_lettered + $7, updated_at = now()
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND EXISTS (SELECT FROM claimed)
            RETURNING (SELECT count(*) FROM fresh)
            """;
    }

    private static string Upsert(StreamTable table) => $"""

            INSERT INTO {table.Name} AS t ({table.ColumnList})
            SELECT DISTINCT ON ({table.Key}) {table.ColumnList} FROM input JOIN fresh USING (event_id)
            WHERE NOT EXISTS (SELECT FROM {table.Name} e WHERE e.{table.Key} = input.{table.Key} AND e.version >= input.version)
            ORDER BY {table.Key}, version DESC
            ON CONFLICT ({table.Key}) DO UPDATE SET {string.Join(", ", table.Columns.Select(c => $"{c.Name} = excluded.{c.Name}"))}
            WHERE excluded.version > t.version)
        """;

    private static string UpsertOrders(StreamTable table) => $"""

            INSERT INTO orders AS t ({table.ColumnList}, counted_version, counted, counted_change)
            SELECT DISTINCT ON (order_id) {table.ColumnList}, version, counts, counts
            FROM (SELECT input.*, (status <> '{OrderStatus.Cancelled}')::integer AS counts FROM input) i JOIN fresh USING (event_id)
            ORDER BY order_id, version DESC
            ON CONFLICT (order_id) DO UPDATE
            SET status = CASE WHEN excluded.version > t.version THEN excluded.status ELSE t.status END,
                event_id = CASE WHEN excluded.version > t.version THEN excluded.event_id ELSE t.event_id END,
                version = greatest(excluded.version, t.version),
                counted_version = excluded.version, counted = excluded.counted, counted_change = excluded.counted - t.counted
            WHERE excluded.version > t.counted_version
            RETURNING created_at, category, user_region, quantity, total_amount, counted_change),
        totals AS (
            INSERT INTO order_totals AS t (partition, day, category, region, orders, quantity, revenue)
            SELECT $3, (created_at AT TIME ZONE 'UTC')::date, category, user_region,
                   sum(counted_change), sum(counted_change * quantity), sum(counted_change * total_amount)
            FROM written
            WHERE counted_change <> 0
            GROUP BY 2, 3, 4
            ORDER BY 2, 3, 4
            ON CONFLICT (partition, day, category, region) DO UPDATE
            SET orders = t.orders + excluded.orders, quantity = t.quantity + excluded.quantity,
                revenue = t.revenue + excluded.revenue)
        """;
}
