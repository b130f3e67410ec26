using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.IntegrationTests.Sink;

/// <summary>How faults of a real server are classified.</summary>
public sealed class SinkFaultTests(TestServers servers)
{
    private static readonly PartitionId Orders = SubBatches.Partition(ShopStreams.Orders);

    private readonly ShopSample _shop = new();

    [Theory]
    [InlineData("ALTER TABLE orders ADD CHECK (quantity > 10000)", "constraint", "23514")]
    [InlineData("ALTER TABLE orders ALTER COLUMN category TYPE varchar(1)", "bad_value", "22001")]
    public async Task Row_that_the_table_refuses_is_the_events_fault_and_nothing_is_applied(string change, string fault, string sqlState)
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);
        await database.ExecuteAsync(change);

        var refusal = await Assert.ThrowsAsync<SinkFaultException>(() => sink.ApplyAsync(Events(), Token));

        Assert.Equal((FaultAction.DeadLetter, fault, sqlState), (refusal.Fault.Action, refusal.Fault.Name, refusal.SqlState));
        // The server's text may quote the row.
        Assert.Equal($"{fault}: SQLSTATE {sqlState}", refusal.Message);
        await AssertUntouchedAsync(database);
    }

    [Fact]
    public async Task Statement_timeout_is_the_databases_state()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await SubBatches.SinkAsync(database, Orders);
        await using var blocker = await LockAsync(database, "LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

        await AssertStateAsync(database, new(database.Open(settings: "SET statement_timeout = 200")), "statement_timeout", "57014");
    }

    [Fact]
    public async Task Lock_timeout_is_the_databases_state()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await SubBatches.SinkAsync(database, Orders);
        await using var blocker = await LockAsync(database, "LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

        await AssertStateAsync(database, new(database.Open(settings: "SET lock_timeout = 200")), "lock_timeout", "55P03");
    }

    [Fact]
    public async Task Read_only_database_is_the_databases_state()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await SubBatches.SinkAsync(database, Orders);
        await database.ExecuteAsync($"ALTER DATABASE {database.Options.Database} SET default_transaction_read_only = on");

        await AssertStateAsync(database, new(database.Open("read-only")), "read_only", "25006");
    }

    [Fact]
    public async Task Session_that_is_ended_is_the_databases_state()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await SubBatches.SinkAsync(database, Orders);
        await using var blocker = await LockAsync(database, "SELECT FROM consumer_progress FOR UPDATE");
        var applying = AssertStateAsync(database, new(database.Open("ended")), "server_shutdown", "57P01");

        await Eventually.EqualsAsync(
            1,
            () => database.CountAsync(
                "pg_stat_activity WHERE application_name = 'ended' AND datname = current_database() AND wait_event_type = 'Lock'"),
            "the session waits for the lock");
        await database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ended' AND datname = current_database()");

        await applying;
    }

    [Fact]
    public async Task Missing_table_waits_for_the_schema()
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false);

        var refusal = await Assert.ThrowsAsync<SinkFaultException>(
            () => new PostgresSink(database.Source).ReadProgressAsync(Orders, Token));

        Assert.Equal((FaultAction.OpenBreaker, "table_missing"), (refusal.Fault.Action, refusal.Fault.Name));
    }

    [Fact]
    public async Task Table_of_another_version_stops_instead_of_blaming_the_event()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        var sink = await SubBatches.SinkAsync(database, Orders);
        await database.ExecuteAsync("ALTER TABLE orders DROP COLUMN user_region");

        var refusal = await Assert.ThrowsAsync<SinkFaultException>(() => sink.ApplyAsync(Events(), Token));

        Assert.Equal((FaultAction.Stop, "42703"), (refusal.Fault.Action, refusal.SqlState));
    }

    [Fact]
    public async Task Missing_database_and_wrong_password_are_the_databases_state()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var missing = NpgsqlDataSource.Create((database.Options with { Database = "nowhere" }).ConnectionString);
        await using var refused = NpgsqlDataSource.Create((database.Options with { Password = "guess" }).ConnectionString);
        await using var dead = NpgsqlDataSource.Create((database.Options with { Port = 1 }).ConnectionString);

        await AssertStateAsync(database, new(missing), "database_missing", "3D000");
        await AssertStateAsync(database, new(refused), "login_refused", "28P01");
        await AssertStateAsync(database, new(dead), "connection", null);
    }

    private async Task AssertStateAsync(TestDatabase database, PostgresSink sink, string name, string? sqlState)
    {
        var fault = await Assert.ThrowsAsync<SinkFaultException>(() => sink.ApplyAsync(Events(), Token));

        Assert.Equal((FaultAction.OpenBreaker, name, sqlState), (fault.Fault.Action, fault.Fault.Name, fault.SqlState));
        Assert.DoesNotContain(database.Options.Password, fault.Message, StringComparison.Ordinal);
    }

    private static async Task AssertUntouchedAsync(TestDatabase database)
    {
        Assert.Equal(1, await database.CountAsync("consumer_progress WHERE next_offset = 0 AND applied = 0"));
        Assert.Equal(0, await database.CountAsync("processed_events"));
        Assert.Equal(0, await database.CountAsync("order_totals"));
    }

    private SubBatch Events() => SubBatches.Of(Orders, 0, [.. _shop.Orders(20).Select(o => ShopSample.Event(o))]);

    /// <summary>Holds a lock in a transaction of its own until disposed.</summary>
    private static async Task<NpgsqlConnection> LockAsync(TestDatabase database, string sql)
    {
        var connection = await database.Open("blocker").OpenConnectionAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A text of this class.
        command.CommandText = $"BEGIN; {sql}";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
        return connection;
    }
}
