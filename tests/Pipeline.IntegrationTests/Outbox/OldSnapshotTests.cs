using System.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Pipeline.Postgres.Monitoring;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Outbox;

/// <summary>An open snapshot keeps vacuum from removing the rows that the relay deletes.</summary>
public sealed class OldSnapshotTests(TestServers servers)
{
    private const int Rows = 20_000;

    [Fact]
    public async Task Neither_polls_nor_deletes_walk_the_deleted_rows_again()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var reader = await database.Open("old reader").OpenConnectionAsync(Token);
        await using var snapshot = await OpenAsync(reader);
        await FillAsync(database, Rows);
        using var stop = new CancellationTokenSource();
        var kafka = new RecordingPublisher();
        var relay = new OutboxRelay(database.Open("relay"), ShopStreams.Registry, kafka, NullLogger<OutboxRelay>.Instance)
            .RunAsync(stop.Token);
        await Eventually.HoldsAsync("all rows are sent", () => kafka.Sent.Count == Rows);

        // With these statistics the planner filters the deleted ids instead of looking for each of them.
        await database.ExecuteAsync("ANALYZE outbox");

        await Eventually.HoldsAsync("the polls and deletes of four rows read few index entries", async () =>
        {
            var (before, sent) = (await IndexUseAsync(database), kafka.Sent.Count);
            await FillAsync(database, 4);
            await Eventually.HoldsAsync("they are sent", () => kafka.Sent.Count == sent + 4);
            await Eventually.HoldsAsync("it polls", async () => (await IndexUseAsync(database)).Scans >= before.Scans + 8);
            return (await IndexUseAsync(database)).Entries - before.Entries < Rows / 4;
        });
        await stop.CancelAsync();
        await relay;
    }

    [Fact]
    public async Task Status_names_the_session_of_the_oldest_transaction()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var reader = await database.Open("old reader").OpenConnectionAsync(Token);
        await using var status = new DatabaseReader(database.Options.ConnectionString);
        Assert.Null((await status.ReadAsync(Token)).OldestTransaction);

        await using var snapshot = await OpenAsync(reader);
        var oldest = (await status.ReadAsync(Token)).OldestTransaction;

        Assert.NotNull(oldest);
        Assert.Equal(
            (reader.ProcessID, "old reader", database.Options.User, "idle in transaction"),
            (oldest.ProcessId, oldest.Program, oldest.User, oldest.State));
    }

    private static Task<int> FillAsync(TestDatabase database, int rows) => database.ExecuteAsync($"""
        INSERT INTO outbox (shard, topic, key, event_id, event_type, payload)
        SELECT n % 4, 'users', 'u', gen_random_uuid(), 'user_created', '' FROM generate_series(1, {rows}) n
        """);

    private static async Task<NpgsqlTransaction> OpenAsync(NpgsqlConnection connection)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, Token);
        await using var look = new NpgsqlCommand("SELECT count(*) FROM outbox", connection, transaction);
        await look.ExecuteScalarAsync(Token);
        return transaction;
    }

    private static async Task<(long Scans, long Entries)> IndexUseAsync(TestDatabase database)
    {
        await using var command = database.Source.CreateCommand(
            "SELECT idx_scan, idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'PK_outbox'");
        await using var row = await command.ExecuteReaderAsync(Token);
        await row.ReadAsync(Token);
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
