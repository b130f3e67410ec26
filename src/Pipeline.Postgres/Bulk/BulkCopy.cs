using Pipeline.Postgres.Tables;

namespace Pipeline.Postgres.Bulk;

/// <summary>Inserts batches with a binary COPY.</summary>
internal static class BulkCopy
{
    /// <param name="connection">An open connection without a running command.</param>
    /// <param name="table">The target table.</param>
    /// <param name="columns">The columns to write. The other columns get their defaults.</param>
    /// <param name="batches">The rows, inserted by one statement.</param>
    /// <param name="cancellationToken">Cancels the COPY, which then inserts nothing.</param>
    /// <returns>Number of rows inserted.</returns>
    public static async Task<long> RunAsync(
        NpgsqlConnection connection, string table, IReadOnlyCollection<TableColumn> columns, IEnumerable<EventBatch> batches,
        CancellationToken cancellationToken)
    {
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY {table} ({string.Join(", ", columns.Select(static c => c.Name))}) FROM STDIN (FORMAT binary)", cancellationToken);
        foreach (var batch in batches)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                await import.StartRowAsync(cancellationToken);
                foreach (var column in columns)
                    await column.WriteAsync(import, batch, row, cancellationToken);
            }
        }

        return (long)await import.CompleteAsync(cancellationToken);
    }
}
