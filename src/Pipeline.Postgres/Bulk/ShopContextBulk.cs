using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;
using Pipeline.Events;
using Pipeline.Events.Shop;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Bulk;

/// <summary>
/// Bulk insertion on the context's own connection and transaction: rows and outbox records in one statement, columns through
/// unnest. SaveChanges makes an object and a parameter of every value, which costs several times as much.
/// </summary>
public static class ShopContextBulk
{
    /// <summary>Inserts new customers and, when <paramref name="publish"/> is set, their events.</summary>
    /// <returns>Rows inserted. A row whose key is there already is left alone and has no event: a repeated batch changes nothing.</returns>
    public static Task<int> BulkInsertAsync(
        this ShopContext context, IReadOnlyList<User> users, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        InsertAsync(context, EventRows.Of(users, time), publish, cancellationToken);

    /// <inheritdoc cref="BulkInsertAsync(ShopContext, IReadOnlyList{User}, bool, TimeProvider, CancellationToken)"/>
    public static Task<int> BulkInsertAsync(
        this ShopContext context, IReadOnlyList<Product> products, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        InsertAsync(context, EventRows.Of(products, time), publish, cancellationToken);

    /// <inheritdoc cref="BulkInsertAsync(ShopContext, IReadOnlyList{User}, bool, TimeProvider, CancellationToken)"/>
    public static Task<int> BulkInsertAsync(
        this ShopContext context, IReadOnlyList<Order> orders, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        InsertAsync(context, EventRows.Of(orders, time), publish, cancellationToken);

    private static async Task<int> InsertAsync(ShopContext context, EventRows rows, bool publish, CancellationToken cancellationToken)
    {
        if (rows.Batch.Count == 0)
            return 0;
        var table = StreamTable.Of(rows.Batch.Topic);
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = ((NpgsqlConnection)context.Database.GetDbConnection()).CreateCommand();
            command.Transaction = (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandText = publish ? WithOutbox(table) : Insert(table, "NULL::uuid");
            foreach (var column in table.Columns)
                command.Parameters.Add(column.Parameter(rows.Batch, 0, rows.Batch.Count));
            if (publish)
                AddOutbox(command.Parameters, rows);
            await command.PrepareAsync(cancellationToken);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    private static string Insert(StreamTable table, string eventId)
    {
        var values = string.Join(", ", table.Columns.Select(c => c.Name == "event_id" ? eventId : c.Name));
        return $"INSERT INTO {table.Name} ({table.ColumnList}) SELECT {values} FROM {table.Unnest(1)} AS i ({table.ColumnList}) ON CONFLICT ({table.Key}) DO NOTHING";
    }

    private static string WithOutbox(StreamTable table)
    {
        var p = table.Columns.Count + 1;
        return string.Create(CultureInfo.InvariantCulture, $"""
            WITH written AS ({Insert(table, "event_id")} RETURNING event_id)
            INSERT INTO outbox (topic, event_type, trace_parent, lane, key, event_id, payload)
            SELECT ${p}, ${p + 1}, ${p + 2}, o.lane, o.key, o.event_id, o.payload
            FROM unnest(${p + 3}::smallint[], ${p + 4}::text[], ${p + 5}::uuid[], ${p + 6}::bytea[]) AS o (lane, key, event_id, payload)
            JOIN written USING (event_id)
            """);
    }

    private static void AddOutbox(NpgsqlParameterCollection parameters, EventRows rows)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Topic().Name() });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = rows.Type.Name() });
        parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)Activity.Current?.Id ?? DBNull.Value });
        parameters.Add(new NpgsqlParameter<short[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint, TypedValue = rows.Lane });
        parameters.Add(new NpgsqlParameter<string[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = rows.Key });
        parameters.Add(new NpgsqlParameter<Guid[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, TypedValue = rows.Batch.EventId });
        parameters.Add(new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = rows.Payload });
    }
}
