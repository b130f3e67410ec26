using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Bulk;

/// <summary>
/// Bulk inserts and updates on a context's connection and transaction. One statement with unnest writes rows and outbox records. New
/// rows without events use COPY. Rejected: SaveChanges, which creates a parameter per value and is several times slower.
/// </summary>
public static class BulkWrites
{
    /// <summary>Inserts new records and, when <paramref name="publish"/> is set, their events.</summary>
    /// <returns>Number of rows inserted. Rows whose key exists are skipped without an event, so repeating a batch is safe.</returns>
    public static Task<int> BulkInsertAsync<T>(
        this DbContext context, IReadOnlyList<T> records, bool publish, TimeProvider time, CancellationToken cancellationToken)
        where T : class =>
        records.Count == 0 ? Task.FromResult(0) : InsertAsync(context, EventRows.Of(records, time), publish, cancellationToken);

    /// <summary>Changes records and, when <paramref name="publish"/> is set, inserts the events of the changes.</summary>
    /// <returns>
    /// Number of rows changed. Rows that do not have the version before the change are skipped without an event. So an outdated change
    /// never overwrites a newer one, and repeating a batch is safe. Rows that have the highest version are skipped too.
    /// </returns>
    public static Task<int> BulkUpdateAsync<T>(
        this DbContext context, IReadOnlyList<Change<T>> changes, bool publish, TimeProvider time, CancellationToken cancellationToken)
        where T : class =>
        changes.Where(static c => c.IsPossible).ToList() is { Count: > 0 } possible
            ? ExecuteAsync(context, EventRows.Of(possible, time), publish, BulkStatements.Update, cancellationToken)
            : Task.FromResult(0);

    /// <summary>
    /// Tries COPY first, then INSERT if a row exists, because COPY has no ON CONFLICT. Does not use COPY in a transaction, because
    /// a failed COPY would abort the transaction.
    /// </summary>
    private static async Task<int> InsertAsync(DbContext context, EventRows rows, bool publish, CancellationToken cancellationToken)
    {
        if (!publish && context.Database.CurrentTransaction is null)
        {
            try
            {
                return await CopyAsync(context, rows.Batch, cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // An earlier attempt or another writer inserted some of the rows. The INSERT below skips them.
            }
        }

        return await ExecuteAsync(context, rows, publish, BulkStatements.Insert, cancellationToken);
    }

    private static async Task<int> CopyAsync(DbContext context, EventBatch batch, CancellationToken cancellationToken)
    {
        var table = StreamTable.Of(batch.Stream);
        var columns = table.Columns.Where(static c => c.Name != "event_id").ToList();
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            var connection = (NpgsqlConnection)context.Database.GetDbConnection();
            return (int)await BulkCopy.RunAsync(connection, table.Name, columns, [batch], cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    private static async Task<int> ExecuteAsync(
        DbContext context, EventRows rows, bool publish, Func<StreamTable, bool, string> statement, CancellationToken cancellationToken)
    {
        var table = StreamTable.Of(rows.Batch.Stream);
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = ((NpgsqlConnection)context.Database.GetDbConnection()).CreateCommand();
            command.Transaction = (NpgsqlTransaction?)context.Database.CurrentTransaction?.GetDbTransaction();
            command.CommandText = statement(table, publish);
            foreach (var column in table.Columns)
                command.Parameters.Add(column.Parameter(rows.Batch, 0, rows.Batch.Count));
            if (publish)
                BulkStatements.AddOutbox(command.Parameters, rows);
            await command.PrepareAsync(cancellationToken);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}
