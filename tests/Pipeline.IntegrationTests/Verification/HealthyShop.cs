using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Producing;
using Pipeline.Operations.Verification;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Verification;

/// <summary>A small shop that went through the whole pipeline: written, relayed, consumed.</summary>
internal sealed class HealthyShop(TestDatabase database, TestTopics topics) : IAsyncDisposable
{
    public const int Users = 60;
    public const int Products = 40;
    public const int Orders = 200;

    /// <summary>Messages that are settled when the shop is created.</summary>
    public const int Settled = Users + Products + Orders;

    public TestDatabase Database { get; } = database;

    public TestTopics Topics { get; } = topics;

    public static async Task<HealthyShop> CreateAsync(TestServers servers, TestDatabase? database = null)
    {
        database ??= await servers.Postgres.DatabaseAsync();
        var topics = await servers.Kafka.TopicsAsync();
        var shop = new ShopSample(Users, Products);
        await database.Writer().WriteAsync(shop.Users, Token);
        await database.Writer().WriteAsync(shop.Products, Token);
        await database.Writer().WriteAsync(shop.Orders(Orders), Token);

        using var producer = new EventProducer(topics.Connection, new(), topics.Names, NullLogger<EventProducer>.Instance);
        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(database.Source, ShopStreams.Registry, producer, NullLogger<OutboxRelay>.Instance).RunAsync(stop.Token);
        var healthy = new HealthyShop(database, topics);
        await healthy.ConsumeAsync(Users + Products + Orders);
        await stop.CancelAsync();
        await relay;
        return healthy;
    }

    /// <summary>Has the members bring in what is in Kafka, until so many messages are settled.</summary>
    public async Task ConsumeAsync(long messages)
    {
        await using var users = new RunningMember(Database, Topics, ShopStreams.Users);
        await using var products = new RunningMember(Database, Topics, ShopStreams.Products);
        await using var orders = new RunningMember(Database, Topics, ShopStreams.Orders);
        await Eventually.EqualsAsync(
            messages, () => Database.AskAsync<long>("SELECT coalesce(sum(next_offset - first_offset), 0)::bigint FROM consumer_progress"),
            "everything is settled");
    }

    public Task<VerificationReport> VerifyAsync(TestDatabase? copy = null)
    {
        var settings = TestEnvironment.Settings(copy ?? Database, Topics);
        return new PipelineVerifier(settings.Kafka, settings.Verify, (copy ?? Database).Source)
            .RunAsync(TimeSpan.FromMilliseconds(500), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Topics.DisposeAsync();
        await Database.DisposeAsync();
    }
}
