using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Verification;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Producing;
using Pipeline.Postgres.Outbox;

namespace Pipeline.IntegrationTests.Verification;

/// <summary>A small shop that went through the whole pipeline: written, relayed, consumed.</summary>
internal sealed class HealthyShop(TestDatabase database, TestTopics topics) : IAsyncDisposable
{
    public const int Users = 60;
    public const int Products = 40;
    public const int Orders = 200;

    public TestDatabase Database { get; } = database;

    public static async Task<HealthyShop> CreateAsync(TestServers servers)
    {
        var database = await servers.Postgres.DatabaseAsync();
        var topics = await servers.Kafka.TopicsAsync([.. ShopTopics.All]);
        var shop = new ShopSample(Users, Products);
        await database.Writer().WriteAsync(shop.Users, Token);
        await database.Writer().WriteAsync(shop.Products, Token);
        await database.Writer().WriteAsync(shop.Orders(Orders), Token);

        using var producer = new EventProducer(topics.Connection, new(), topics.Names, NullLogger<EventProducer>.Instance);
        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(database.Source, producer, NullLogger<OutboxRelay>.Instance).RunAsync(stop.Token);
        await using (var users = new RunningMember(database, topics, ShopTopic.Users))
        await using (var products = new RunningMember(database, topics, ShopTopic.Products))
        await using (var orders = new RunningMember(database, topics, ShopTopic.Orders))
            await Eventually.EqualsAsync(Users + Products + Orders, () => database.CountAsync("processed_events"), "everything has taken effect");
        await stop.CancelAsync();
        await relay;
        return new(database, topics);
    }

    public Task<VerificationReport> VerifyAsync() =>
        new PipelineVerifier(TestEnvironment.Settings(Database, topics), Database.Source).RunAsync(TimeSpan.FromMilliseconds(500), Token);

    public async ValueTask DisposeAsync()
    {
        await topics.DisposeAsync();
        await Database.DisposeAsync();
    }
}
