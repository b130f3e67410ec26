using Pipeline.IntegrationTests.Verification;

namespace Pipeline.IntegrationTests.Sessions;

public sealed class PoolerTests(TestServers servers)
{
    [Theory]
    [InlineData("transaction", "Seeder")]
    [InlineData("transaction", "Consumer")]
    [InlineData("transaction", "RealtimeGenerator")]
    [InlineData("transaction", "pipeline", "verify")]
    [InlineData("transaction", "pipeline", "status")]
    [InlineData("transaction", "pipeline", "migrate")]
    [InlineData("transaction", "pipeline", "dlq")]
    [InlineData("statement", "Consumer")]
    public async Task Pooler_that_keeps_no_sessions_is_refused_with_the_remedy(string mode, string program, params string[] arguments)
    {
        await using var database = await servers.Postgres.DatabaseAsync(migrated: false);
        await using var topics = await servers.Kafka.TopicsAsync();
        await using var pooler = await PgBouncer.StartAsync(database, mode);
        await using var through = new TestDatabase(pooler.Options);
        var environment = TestEnvironment.Of(through, topics);
        (environment["HEALTH_PORT"], environment["CONSUMER_TOPIC"]) = ("0", "orders");

        var (exitCode, run) = await RunningProgram.RunBuiltAsync(program, environment, arguments);

        Assert.True(exitCode == 1, run.Output);
        Assert.Contains(
            "is behind a pooler in transaction mode, which keeps no sessions: set pool_mode = session in the pooler, or",
            Assert.Single(run.StandardError), StringComparison.Ordinal);
        Assert.False(await database.AskAsync<bool>("SELECT to_regclass('outbox') IS NOT NULL"));
    }

    [Fact]
    public async Task Pooler_that_keeps_sessions_serves_writers_relay_consumers_and_verification()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(database, "session");
        await using var shop = await HealthyShop.CreateAsync(servers, new TestDatabase(pooler.Options));

        var report = await shop.VerifyAsync();

        Assert.True(report.Ok, report.Line);
        Assert.Equal(0, await database.CountAsync("outbox"));
        Assert.Equal(0, await database.CountAsync("dead_letters"));
    }
}
