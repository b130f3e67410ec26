using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Hosting.Resilience;
using Pipeline.Hosting.Settings;
using Pipeline.IntegrationTests.Embedded;
using Pipeline.Kafka;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Schema;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>A server of its own, because it is to be stopped.</summary>
public sealed class DatabaseOutageTests(TestServers servers)
{
    [Fact]
    public async Task Database_that_goes_away_under_load_opens_the_breaker_and_nothing_is_lost_or_dead_lettered()
    {
        await using var topics = await servers.Kafka.TopicsAsync();
        using var folder = new ScratchFolder();
        await using var postgres = await PostgresFixture.StartAsync(folder);
        await using var database = new TestDatabase(PostgresServer.OptionsOf(postgres));
        await SchemaSetup.ApplyAsync(database.Source, [ShopContext.Migrations], TimeProvider.System, writes: true, Token);
        using var breaker = new ConsecutiveFailureBreaker(
            new BreakerOptions(5, TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(35), NullLogger<ConsecutiveFailureBreaker>.Instance,
            TimeProvider.System);
        var sink = new BreakerSink(new PostgresSink(database.Source), breaker, TimeProvider.System);
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(500));
        await using var member = new RunningMember(database, topics, ShopStreams.Orders, batch: 50, sink);
        await Eventually.HoldsAsync("the member works", async () => await database.CountAsync("orders") > 0);

        await postgres.StopServerAsync(Token);
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(1000));
        await Eventually.HoldsAsync("the breaker opens", () => breaker.State == BreakerState.Open);
        await Eventually.HoldsAsync("a partition is paused", () => member.Log.Contain("paused"));
        await postgres.StartServerAsync(Token);

        await Eventually.HoldsAsync("the breaker closes", () => breaker.State == BreakerState.Closed);
        // The test's own pool holds connections that the crash has broken.
        database.Source.Clear();
        await OrderStream.AppliedOnceAsync(database, topics, 1500);
        Assert.True(member.Log.Contain("resumed"), "The partition was paused and must be resumed.");
        Assert.Null(member.Member.Status.Problem);
        Assert.Equal(0, await database.AskAsync<long>("SELECT sum(dead_lettered)::bigint FROM consumer_progress"));
        Assert.Equal(0, await database.CountAsync("dead_letters"));
        Assert.Empty(topics.Read(topics.Names.DeadLettersOf(ShopStreams.Orders)));
    }
}
