using Pipeline.Streams.Shop;

namespace Pipeline.Postgres.Sink;

/// <summary>
/// The statement for a slice in which everything is new: no event is in the ledger, no row in the table. It does what
/// <see cref="SinkStatement"/> does for such a slice, and without ON CONFLICT, joins and grouping takes the server less than half
/// the time (14 instead of 34 µs a row in batches of 1,000 on PostgreSQL 15, measured before the rows were ordered). When anything is there after all, it fails with
/// SQLSTATE 23505 and has changed nothing. Rows go in by their key, as there: two transactions that meet wait for each other in
/// one direction only.
/// </summary>
internal static class NewRowsStatement
{
    private static readonly string Users = Build(ShopTopic.Users);
    private static readonly string Products = Build(ShopTopic.Products);
    private static readonly string Orders = Build(ShopTopic.Orders);

    /// <summary>Parameters as those of <see cref="SinkStatement"/>; for orders those of <see cref="NewOrderTotals"/> follow.</summary>
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
        var eventIds = $"${SinkStatement.FirstColumn + table.IndexOf("event_id")}::uuid[]";
        return $"""
            WITH {SinkStatement.Claimed},
            fresh AS (
                INSERT INTO processed_events (consumer_group, event_id)
                SELECT $1, event_id FROM unnest({eventIds}) AS i (event_id) WHERE EXISTS (SELECT FROM claimed)),
            written AS ({(topic == ShopTopic.Orders ? InsertOrders(table) : Insert(table))}
            UPDATE consumer_progress
            SET next_offset = $5, applied = applied + cardinality({eventIds}), duplicates = duplicates + $6,
                dead_lettered = dead_lettered + $7, updated_at = now()
            WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND EXISTS (SELECT FROM claimed)
            RETURNING cardinality({eventIds})::bigint
            """;
    }

    private static string Insert(StreamTable table) => $"""

            INSERT INTO {table.Name} ({table.ColumnList})
            SELECT {table.ColumnList} FROM {table.Unnest(SinkStatement.FirstColumn)} AS i ({table.ColumnList})
            WHERE EXISTS (SELECT FROM claimed)
            ORDER BY {table.Key})
        """;

    private static string InsertOrders(StreamTable table)
    {
        var totals = SinkStatement.FirstColumn + table.Columns.Count;
        return $"""

                INSERT INTO orders ({table.ColumnList}, counted_version, counted, counted_change)
                SELECT {table.ColumnList}, version, counts, counts
                FROM {table.Unnest(SinkStatement.FirstColumn)} AS i ({table.ColumnList}),
                     LATERAL (SELECT (status <> '{OrderStatus.Cancelled}')::integer) AS c (counts)
                WHERE EXISTS (SELECT FROM claimed)
                ORDER BY order_id),
            totals AS (
                INSERT INTO order_totals AS t (partition, day, category, region, orders, quantity, revenue)
                SELECT $3, i.*
                FROM unnest(${totals}::date[], ${totals + 1}::text[], ${totals + 2}::text[], ${totals + 3}::bigint[], ${totals + 4}::bigint[], ${totals + 5}::bigint[]) AS i
                WHERE EXISTS (SELECT FROM claimed)
                ON CONFLICT (partition, day, category, region) DO UPDATE
                SET orders = t.orders + excluded.orders, quantity = t.quantity + excluded.quantity,
                    revenue = t.revenue + excluded.revenue)
            """;
    }
}
