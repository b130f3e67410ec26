using Confluent.Kafka;
using Pipeline.IntegrationTests.DeadLetters;
using Pipeline.IntegrationTests.Telemetry;
using Pipeline.IntegrationTests.Verification;
using Pipeline.Shop.Records;

namespace Pipeline.IntegrationTests.Consuming;

/// <summary>Timestamps and headers that Kafka takes from any producer, on valid events and on broken messages.</summary>
public sealed class StrangeMessageTests(TestServers servers)
{
    /// <summary>Milliseconds: the first ones after and before the years of DateTime, its last and first one, and far away.</summary>
    private static readonly long[] Timestamps =
        [253_402_300_800_000, 253_402_300_799_999, -62_135_596_800_000, -62_135_596_800_001, long.MaxValue / 2, long.MinValue / 2];

    private static readonly byte[]?[] HeaderValues = [null, [], [0xFF, 0xC3, 0x28], "2147483647"u8.ToArray(), "\e[31m\0"u8.ToArray()];

    private static readonly string[] HeaderNames =
    [
        "", "traceparent", "dirt", "event-id", "event-type", "event-version", "dlq-replays", "dlq-topic", "dlq-partition", "dlq-offset",
        "dlq-timestamp", "dlq-reason", "dlq-attempts",
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Timestamps_that_DateTime_cannot_hold_are_clamped_and_their_messages_settled(bool deadLetterTopic)
    {
        await using var shop =
            new HealthyShop(await servers.Postgres.DatabaseAsync(), await servers.Kafka.TopicsAsync(deadLetters: deadLetterTopic));
        var topic = shop.Topics.Names.Of(ShopStreams.Orders);
        await shop.Topics.ConfigureAsync(topic, "message.timestamp.after.max.ms", "9223372036854775807");
        await SendPairsAsync(
            shop, [.. Timestamps.Select(t => new Message<byte[], byte[]> { Timestamp = new(t, TimestampType.CreateTime) })]);

        await shop.ConsumeAsync(2 * Timestamps.Length);

        Assert.Equal(Timestamps.Length, await shop.Database.CountAsync("orders"));
        var group = Assert.Single((await new RefusedOrders(shop.Database, shop.Topics).ReportAsync(samples: 10)).Groups);
        Assert.Equal(
            (DateTime.MinValue.AddMilliseconds(1), DateTime.MaxValue.AddTicks(1 - TimeSpan.TicksPerMillisecond)),
            (group.Oldest, group.Newest));
        Assert.Equal("verify: ok users=0 products=0 orders=6 lost=0 duplicated=0 dead=6", (await shop.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Headers_that_are_null_empty_or_not_UTF_8_hinder_no_reader()
    {
        await using var shop = new HealthyShop(await servers.Postgres.DatabaseAsync(), await servers.Kafka.TopicsAsync());
        List<Message<byte[], byte[]>> messages = [];
        foreach (var value in HeaderValues)
            messages.AddRange(HeaderNames.Select(name => new Message<byte[], byte[]> { Headers = new() { { name, value } } }));
        await SendPairsAsync(shop, messages);
        // They are put into the dead-letter topic too, where none of them is a dead letter.
        await shop.Topics.SendAsync(shop.Topics.Names.DeadLettersOf(ShopStreams.Users), 0, messages);

        using (new CollectedSpans())
            await shop.ConsumeAsync(2 * messages.Count);

        Assert.Equal(messages.Count, await shop.Database.CountAsync("orders"));
        var orders = new RefusedOrders(shop.Database, shop.Topics);
        var report = await orders.ReportAsync();
        Assert.Equal((messages.Count, messages.Count), (report.Waiting, report.Strange));
        var verified = await shop.VerifyAsync();
        Assert.Equal($"verify: ok users=0 products=0 orders={messages.Count} lost=0 duplicated=0 dead={messages.Count}", verified.Line);
        Assert.Equal(2 * HeaderValues.Length, verified.Dirt["unknown"].Found);
        Assert.Equal(messages.Count, (await orders.ReplayAsync(new() { Force = true })).Sent);
        await shop.ConsumeAsync(3 * messages.Count);
        Assert.Equal(messages.Count, (await orders.ReportAsync()).Waiting);
    }

    /// <summary>Sends each message twice to orders: as a valid event, and with a value that is not JSON.</summary>
    private static async Task SendPairsAsync(HealthyShop shop, List<Message<byte[], byte[]>> messages)
    {
        var events = OrderStream.NewOrders(messages.Count);
        Message<byte[], byte[]> Of(Message<byte[], byte[]> message, byte[] value) =>
            new() { Key = "k"u8.ToArray(), Value = value, Headers = message.Headers, Timestamp = message.Timestamp };

        await shop.Topics.SendAsync(
            shop.Topics.Names.Of(ShopStreams.Orders), 1,
            [.. messages.SelectMany((message, i) => new[] { Of(message, events[i].Value), Of(message, "not json"u8.ToArray()) })]);
    }
}
