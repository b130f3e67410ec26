using System.Diagnostics;
using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>The limit of seeding: the rows that were written, by COPY in one session, into tables like theirs with their primary keys.</summary>
internal static class CopyBaseline
{
    public const string Name = "COPY, one session";

    /// <summary>Rows of a table: they pass through memory.</summary>
    private const int MostRows = 200_000;

    /// <returns>Rows a second.</returns>
    public static async Task<double> MeasureAsync(BenchmarkShop shop, CancellationToken cancellationToken)
    {
        await using var connection = await shop.Database.OpenConnectionAsync(cancellationToken);
        var (rows, time) = (0L, TimeSpan.Zero);
        foreach (var table in (string[])["users", "products"])
        {
            using var bytes = new MemoryStream();
            await using (var export = await connection.BeginRawBinaryCopyAsync($"COPY (SELECT * FROM {table} LIMIT {MostRows}) TO STDOUT (FORMAT binary)", cancellationToken))
                await export.CopyToAsync(bytes, cancellationToken);
            await shop.ExecuteAsync($"CREATE TABLE copy_{table} (LIKE {table} INCLUDING ALL)", cancellationToken);
            bytes.Position = 0;
            var clock = Stopwatch.StartNew();
            await using (var import = await connection.BeginRawBinaryCopyAsync($"COPY copy_{table} FROM STDIN (FORMAT binary)", cancellationToken))
                await bytes.CopyToAsync(import, cancellationToken);
            time += clock.Elapsed;
            rows += await shop.AskAsync<long>($"SELECT count(*) FROM copy_{table}", cancellationToken);
        }

        return rows / time.TotalSeconds;
    }
}
