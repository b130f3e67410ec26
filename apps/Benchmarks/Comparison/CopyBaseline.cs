using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>The limit of seeding: COPY in one session writes the rows of a round again, into tables with the same primary keys.</summary>
internal static class CopyBaseline
{
    public const string Name = "COPY, one session";

    /// <summary>Maximum rows per table: they are held in memory.</summary>
    private const int MostRows = 200_000;

    /// <returns>Rows per second.</returns>
    public static async Task<double> MeasureAsync(BenchmarkShop shop, CancellationToken cancellationToken)
    {
        await using var connection = await shop.Database.OpenConnectionAsync(cancellationToken);
        var (rows, time) = (0L, TimeSpan.Zero);
        foreach (var table in (string[])["users", "products"])
        {
            using var bytes = new MemoryStream();
            var read = $"COPY (SELECT * FROM {table} LIMIT {MostRows}) TO STDOUT (FORMAT binary)";
            await using (var export = await connection.BeginRawBinaryCopyAsync(read, cancellationToken))
                await export.CopyToAsync(bytes, cancellationToken);
            await shop.ExecuteAsync($"CREATE TABLE copy_{table} (LIKE {table} INCLUDING ALL)", cancellationToken);
            bytes.Position = 0;
            var clock = Stopwatch.StartNew();
            var write = $"COPY copy_{table} FROM STDIN (FORMAT binary)";
            await using (var import = await connection.BeginRawBinaryCopyAsync(write, cancellationToken))
                await bytes.CopyToAsync(import, cancellationToken);
            time += clock.Elapsed;
            rows += await shop.AskAsync<long>($"SELECT count(*) FROM copy_{table}", cancellationToken);
        }

        return rows / time.TotalSeconds;
    }
}
