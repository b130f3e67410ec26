namespace Pipeline.IntegrationTests.Programs;

/// <summary>Servers that answer and cannot hold what the pipeline writes: one sentence at start from each program.</summary>
public sealed class UnfitServerTests(TestServers servers)
{
    [Theory]
    [InlineData("LATIN1", "Seeder")]
    [InlineData("LATIN1", "Consumer")]
    [InlineData("LATIN1", "RealtimeGenerator")]
    [InlineData("LATIN1", "pipeline", "migrate")]
    [InlineData("LATIN1", "pipeline", "verify")]
    [InlineData("SQL_ASCII", "Seeder")]
    [InlineData("SQL_ASCII", "Consumer")]
    public async Task Database_in_another_encoding_than_UTF_8_is_refused_and_left_alone(
        string encoding, string program, params string[] arguments)
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false, encoding);
        await using var topics = await servers.Kafka.TopicsAsync();

        await RefusedAsync(
            program, $"has the encoding {encoding}, which does not hold every event: set POSTGRES_DB to", database, topics, arguments);

        Assert.False(await database.AskAsync<bool>("SELECT to_regclass('outbox') IS NOT NULL"));
    }

    [Theory]
    [InlineData("Seeder")]
    [InlineData("pipeline", "migrate")]
    [InlineData("pipeline", "dlq-replay")]
    public async Task Program_that_writes_and_ends_refuses_a_server_that_is_read_only(string program, params string[] arguments)
    {
        await using var database = await ReadOnlyAsync();
        await using var topics = await servers.Kafka.TopicsAsync();

        await RefusedAsync(program, "accepts no writes: set default_transaction_read_only to off", database, topics, arguments);
    }

    [Theory]
    [InlineData("Consumer")]
    [InlineData("RealtimeGenerator")]
    public async Task Worker_waits_for_a_read_only_server_to_accept_writes_and_says_so(string program)
    {
        await using var database = await ReadOnlyAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var worker = RunningProgram.StartBuilt(program, Environment(database, topics));

        await worker.SaysAsync("accepts no writes: set default_transaction_read_only to off");
        await PostgresServer.ExecuteAsync(database.Options, $"ALTER DATABASE {database.Options.Database} RESET ALL");
        await PostgresServer.ExecuteAsync(
            database.Options,
            $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.Options.Database}'");

        await worker.SaysAsync("PostgreSQL is ready");
    }

    [Theory]
    [InlineData("verify", "verify: ok")]
    [InlineData("status", "outbox: 0 waiting")]
    [InlineData("dlq", "0")]
    public async Task Command_that_only_reads_accepts_a_read_only_server(string command, string answer)
    {
        await using var database = await ReadOnlyAsync();
        await using var topics = await servers.Kafka.TopicsAsync();

        var (exitCode, run) = await RunningProgram.RunBuiltAsync("pipeline", Environment(database, topics), command);

        Assert.True(exitCode == 0, run.Output);
        Assert.Contains(answer, run.Output, StringComparison.Ordinal);
    }

    private async Task<TestDatabase> ReadOnlyAsync()
    {
        var database = await servers.Postgres.DatabaseAsync();
        await database.ExecuteAsync($"ALTER DATABASE {database.Options.Database} SET default_transaction_read_only = on");
        return database;
    }

    private static Dictionary<string, string> Environment(TestDatabase database, TestTopics topics)
    {
        var environment = TestEnvironment.Of(database, topics);
        (environment["HEALTH_PORT"], environment["CONSUMER_TOPIC"]) = ("0", "orders");
        return environment;
    }

    private static async Task RefusedAsync(
        string program, string sentence, TestDatabase database, TestTopics topics, params string[] arguments)
    {
        var (exitCode, run) = await RunningProgram.RunBuiltAsync(program, Environment(database, topics), arguments);

        Assert.True(exitCode == 1, run.Output);
        Assert.Contains(sentence, Assert.Single(run.StandardError), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }
}
