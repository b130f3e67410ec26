using Npgsql;
using Pipeline.Postgres.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.Postgres.Bulk;

/// <summary>Batches into a table by COPY in binary.</summary>
internal static class BulkCopy
{
    /// <param name="connection">Open, and without another command under way.</param>
    /// <param name="table">Where they go.</param>
    /// <param name="columns">What of each row; the table's other columns take their defaults.</param>
    /// <param name="batches">The rows, all in one statement.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Rows inserted.</returns>
    public static async Task<long> RunAsync(
        NpgsqlConnection connection, string table, IReadOnlyCollection<TableColumn> columns, IEnumerable<EventBatch> batches, CancellationToken cancellationToken)
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
