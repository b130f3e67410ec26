using Pipeline.IntegrationTests.Consuming;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.IntegrationTests.Outbox;

public sealed class RefusedLaneTests(TestServers servers)
{
    [Fact]
    public async Task Lane_whose_event_the_brokers_refuse_for_good_says_so_as_an_error_and_keeps_what_it_has()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await database.Writer().WriteAsync(new ShopSample(users: 50).Users, Token);
        var kafka = new RecordingPublisher();
        kafka.FailAfter(10, FaultTable.OfKafka("MsgSizeTooLarge"));
        var log = new LogLines<OutboxRelay>();
        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(database.Source, kafka, log).RunAsync(stop.Token);

        await Eventually.HoldsAsync("a lane stands still", () => log.Contain("stands still: the brokers refuse message_too_large"));
        await Eventually.EqualsAsync(40, () => database.CountAsync("outbox"), "what was acknowledged before it is removed, the rest stays");
        await stop.CancelAsync();
        await relay.WaitAsync(Eventually.Deadline);
        Assert.True(kafka.Failures <= OutboxShard.Count, "A lane that was refused does not ask again every second.");
    }
}
