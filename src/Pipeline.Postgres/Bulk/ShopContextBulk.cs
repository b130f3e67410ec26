using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Pipeline.Streams.Batches;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Shop;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Bulk;

/// <summary>
/// Bulk insertion and bulk change on the context's own connection and transaction: rows and outbox records in one statement,
/// columns through unnest; new rows without events by COPY. SaveChanges makes an object and a parameter of every value, which costs several times as much.
/// </summary>
public static class ShopContextBulk
{
    /// <summary>Inserts new customers and, when <paramref name="publish"/> is set, their events.</summary>
    /// <returns>Rows inserted. A row whose key is there already is left alone and has no event: a repeated batch changes nothing.</returns>
    public static Task<int> BulkInsertAsync(
        this ShopContext context, IReadOnlyList<User> users, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        users.Count == 0 ? Nothing : InsertAsync(context, EventRows.Of(users, time), publish, cancellationToken);

    /// <inheritdoc cref="BulkInsertAsync(ShopContext, IReadOnlyList{User}, bool, TimeProvider, CancellationToken)"/>
    public static Task<int> BulkInsertAsync(
        this ShopContext context, IReadOnlyList<Product> products, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        products.Count == 0 ? Nothing : InsertAsync(context, EventRows.Of(products, time), publish, cancellationToken);

    /// <inheritdoc cref="BulkInsertAsync(ShopContext, IReadOnlyList{User}, bool, TimeProvider, CancellationToken)"/>
    public static Task<int> BulkInsertAsync(
        this ShopContext context, IReadOnlyList<Order> orders, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        orders.Count == 0 ? Nothing : InsertAsync(context, EventRows.Of(orders, time), publish, cancellationToken);

    /// <summary>Changes customers and, when <paramref name="publish"/> is set, inserts their events.</summary>
    /// <returns>
    /// Rows changed. A row that is not in the version before the change's is left alone and has no event: a change that started
    /// from an older state never overwrites a newer one, and a repeated batch changes nothing.
    /// </returns>
    public static Task<int> BulkUpdateAsync(
        this ShopContext context, IReadOnlyList<Change<User>> users, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        users.Count == 0 ? Nothing : ExecuteAsync(context, EventRows.Of(users, time), publish, BulkStatements.Update, cancellationToken);

    /// <summary>Changes products and, when <paramref name="publish"/> is set, inserts their events.</summary>
    /// <inheritdoc cref="BulkUpdateAsync(ShopContext, IReadOnlyList{Change{User}}, bool, TimeProvider, CancellationToken)" path="/returns"/>
    public static Task<int> BulkUpdateAsync(
        this ShopContext context, IReadOnlyList<Change<Product>> products, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        products.Count == 0 ? Nothing : ExecuteAsync(context, EventRows.Of(products, time), publish, BulkStatements.Update, cancellationToken);

    /// <summary>Changes the status of orders and, when <paramref name="publish"/> is set, inserts their events.</summary>
    /// <inheritdoc cref="BulkUpdateAsync(ShopContext, IReadOnlyList{Change{User}}, bool, TimeProvider, CancellationToken)" path="/returns"/>
    public static Task<int> BulkUpdateAsync(
        this ShopContext context, IReadOnlyList<Change<Order>> orders, bool publish, TimeProvider time, CancellationToken cancellationToken) =>
        orders.Count == 0 ? Nothing : ExecuteAsync(context, EventRows.Of(orders, time), publish, BulkStatements.Update, cancellationToken);

    private static Task<int> Nothing => Task.FromResult(0);

    /// <summary>Rows without events by COPY, which is the cheapest. It knows no row that is there already: then the statement does it.</summary>
    private static async Task<int> InsertAsync(ShopContext context, EventRows rows, bool publish, CancellationToken cancellationToken)
    {
        // Within somebody's transaction a COPY that fails would end it.
        if (!publish && context.Database.CurrentTransaction is null)
        {
            try
            {
                return await CopyAsync(context, rows.Batch, cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // Rows that are there already, of a repetition or another's: the statement leaves them alone.
            }
        }

        return await ExecuteAsync(context, rows, publish, BulkStatements.Insert, cancellationToken);
    }

    private static async Task<int> CopyAsync(ShopContext context, EventBatch batch, CancellationToken cancellationToken)
    {
        var table = StreamTable.Of(batch.Topic);
        var columns = table.Columns.Where(static c => c.Name != "event_id").ToList();
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            return (int)await BulkCopy.RunAsync((NpgsqlConnection)context.Database.GetDbConnection(), table.Name, columns, [batch], cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    private static async Task<int> ExecuteAsync(
        ShopContext context, EventRows rows, bool publish, Func<StreamTable, bool, string> statement, CancellationToken cancellationToken)
    {
        var table = StreamTable.Of(rows.Batch.Topic);
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = ((NpgsqlConnection)context.Database.GetDbConnection()).CreateCommand();
            command.Transaction = (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandText = statement(table, publish);
            foreach (var column in table.Columns)
                command.Parameters.Add(column.Parameter(rows.Batch, 0, rows.Batch.Count));
            if (publish)
                OutboxInsert.AddTo(command.Parameters, rows);
            await command.PrepareAsync(cancellationToken);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}
