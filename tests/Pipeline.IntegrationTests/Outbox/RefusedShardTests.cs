using Pipeline.IntegrationTests.Consuming;
using Pipeline.Postgres.Model;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Records;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.IntegrationTests.Outbox;

public sealed class RefusedShardTests(TestServers servers)
{
    [Fact]
    public async Task Shard_whose_event_the_brokers_refuse_logs_an_error_and_keeps_its_rows()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(new ShopSample(users: 50).Users, Token);
        var kafka = new RecordingPublisher();
        kafka.FailAfter(10, FaultTable.OfKafka("MsgSizeTooLarge"));
        var log = new LogLines<OutboxRelay>();
        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(database.Source, ShopStreams.Registry, kafka, log).RunAsync(stop.Token);

        await Eventually.HoldsAsync("a shard is stopped", () => log.Contain("is stopped: the brokers refuse message_too_large"));
        await Eventually.EqualsAsync(40, () => database.CountAsync("outbox"), "what was acknowledged before it is removed, the rest stays");
        await stop.CancelAsync();
        await relay.WaitAsync(Eventually.Deadline);
        Assert.True(kafka.Failures <= OutboxShard.Count, "A refused shard must not be sent again every second.");
    }
}
