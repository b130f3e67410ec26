using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Bulk;

/// <summary>
/// The statements of the bulk writes. Parameters from $1 are the table's columns. With <c>publish</c>, the outbox parameters follow;
/// without it, event_id is null and no outbox records are inserted.
/// </summary>
internal static class BulkStatements
{
    /// <summary>Inserts rows. Does not change a row whose key exists.</summary>
    public static string Insert(StreamTable table, bool publish)
    {
        var values = string.Join(", ", table.Columns.Select(c => Value(c.Name, "", publish)));
        var insert = $"""
            INSERT INTO {table.Name} ({table.ColumnList})
            SELECT {values} FROM {table.Unnest(1)} AS i ({table.ColumnList})
            ON CONFLICT ({table.Key}) DO NOTHING
            """;
        return publish ? $"WITH written AS ({insert} RETURNING event_id) {InsertOutbox(table.Columns.Count + 1)}" : insert;
    }

    /// <summary>
    /// Changes rows that have the version before the change. <c>locked</c> locks the rows in key order, as the sink does. UPDATE alone
    /// locks in the order of its plan, and two transactions that lock the same rows in a different order can deadlock.
    /// </summary>
    public static string Update(StreamTable table, bool publish)
    {
        var changes = string.Join(", ", table.Changing.Select(c => $"{c} = {Value(c, "i.", publish)}"));
        var locked = $"""
            locked AS (
                SELECT i.* FROM {table.Unnest(1)} AS i ({table.ColumnList})
                JOIN {table.Name} t ON t.{table.Key} = i.{table.Key} AND t.version = i.version - 1
                ORDER BY i.{table.Key}
                FOR UPDATE OF t)
            """;
        var update = $"""
            UPDATE {table.Name} t SET {changes}
            FROM locked i WHERE t.{table.Key} = i.{table.Key} AND t.version = i.version - 1
            """;
        return publish
            ? $"WITH {locked}, written AS ({update} RETURNING t.event_id) {InsertOutbox(table.Columns.Count + 1)}"
            : $"WITH {locked} {update}";
    }

    /// <summary>Adds the outbox parameters after those of the columns.</summary>
    public static void AddOutbox(NpgsqlParameterCollection parameters, EventRows rows)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Stream.Name });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Name });
        parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)PipelineTracing.TraceParent ?? DBNull.Value });
        parameters.Add(Array(NpgsqlDbType.Smallint, rows.Shard));
        parameters.Add(Array(NpgsqlDbType.Text, rows.Key));
        parameters.Add(Array(NpgsqlDbType.Uuid, rows.Batch.EventId));
        parameters.Add(Array(NpgsqlDbType.Bytea, rows.Payload));
    }

    /// <summary>Inserts the outbox records of the rows whose event ids the query <c>written</c> returns.</summary>
    /// <param name="parameter">Number of the first outbox parameter.</param>
    private static string InsertOutbox(int parameter) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO outbox (topic, event_type, trace_parent, shard, key, event_id, payload)
        SELECT ${parameter}, ${parameter + 1}, ${parameter + 2}, o.shard, o.key, o.event_id, o.payload
        FROM unnest(${parameter + 3}::smallint[], ${parameter + 4}::text[], ${parameter + 5}::uuid[], ${parameter + 6}::bytea[])
            AS o (shard, key, event_id, payload)
        JOIN written USING (event_id)
        """);

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType type, T[] values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };

    private static string Value(string column, string alias, bool publish) =>
        column == "event_id" && !publish ? "NULL::uuid" : alias + column;
}
