using System.Text;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Librdkafka;
using Pipeline.Operations.Verification;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Verification;

/// <summary>What only the log can show: order, duplicates, poison and what became of it.</summary>
public sealed class LogVerificationTests(TestServers servers)
{
    private const int Settled = HealthyShop.Settled;
    private readonly ShopSample _strangers = new(users: 90);

    [Fact]
    public async Task Versions_of_a_key_in_the_wrong_order_are_found()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        var user = _strangers.Users[80];
        await OrderStream.PublishAsync(
            shop.Topics, ShopSample.Event(user), ShopSample.Event(user, 3), ShopSample.Event(user, 2), ShopSample.Event(user, 4));
        await shop.ConsumeAsync(Settled + 4);

        var finding = Assert.Single((await shop.VerifyAsync()).Findings);

        Assert.Equal((FindingKind.OrderBroken, "users", 1), (finding.Kind, finding.Stream, finding.Count));
    }

    [Fact]
    public async Task Version_that_is_missing_between_others_is_lost()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        var user = _strangers.Users[80];
        await OrderStream.PublishAsync(shop.Topics, ShopSample.Event(user), ShopSample.Event(user, 4));
        await shop.ConsumeAsync(Settled + 2);

        var report = await shop.VerifyAsync();

        Assert.Equal((FindingKind.Lost, 2), (Assert.Single(report.Findings).Kind, report.Lost));
    }

    [Fact]
    public async Task Duplicates_and_stale_versions_are_counted_and_are_no_fault()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        var order = _strangers.Orders(1)[0] with { Status = OrderStatus.Created };
        EventMessage[] life =
        [
            ShopSample.Event(order), ShopSample.Event(order with { Status = OrderStatus.Paid }, 2, OrderStatus.Created),
            ShopSample.Event(order with { Status = OrderStatus.Cancelled }, 3, OrderStatus.Paid),
        ];
        await OrderStream.PublishAsync(shop.Topics, [.. life, life[1], life[0], ShopSample.Event(order), life[0]]);
        await shop.ConsumeAsync(Settled + 7);

        var report = await shop.VerifyAsync();

        Assert.Equal("verify: ok users=60 products=40 orders=201 lost=0 duplicated=0 dead=0", report.Line);
        Assert.Equal((3, 1), (report.DuplicatedLogEntries, report.Stale));
    }

    [Fact]
    public async Task Poison_that_was_kept_is_a_dead_letter_until_it_is_sent_again()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        await shop.Topics.SendRawAsync(ShopStreams.Orders, 1, "not json"u8.ToArray(), "{}"u8.ToArray());
        await shop.ConsumeAsync(Settled + 2);
        Assert.Equal("verify: ok users=60 products=40 orders=200 lost=0 duplicated=0 dead=2", (await shop.VerifyAsync()).Line);

        await shop.Database.ExecuteAsync($"""
            INSERT INTO dead_letter_replays (topic, topic_id, partition, message_offset, replays, new_topic_id, new_partition, new_offset)
            SELECT topic, topic_id, 1, {shop.Topics.End(ShopStreams.Orders, 1).High - 1}, 1, topic_id, 1, 0
            FROM consumer_progress WHERE topic = '{shop.Topics.Names.Of(ShopStreams.Orders)}' AND partition = 1
            """);
        Assert.Equal("verify: ok users=60 products=40 orders=200 lost=0 duplicated=0 dead=1", (await shop.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Poison_that_nobody_kept_is_found()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        await shop.Topics.SendRawAsync(ShopStreams.Orders, 1, "not json"u8.ToArray());
        await shop.Database.ExecuteAsync(
            "UPDATE consumer_progress SET next_offset = next_offset + 1, dead_lettered = dead_lettered + 1 WHERE topic LIKE 'orders%' AND "
                + "partition = 1");

        var finding = Assert.Single((await shop.VerifyAsync()).Findings);

        Assert.Equal(
            (FindingKind.DeadLetterWrong, "orders", "refused, but not stored as a dead letter"),
            (finding.Kind, finding.Stream, finding.Text));
    }

    [Fact]
    public async Task Good_event_that_was_given_up_is_found()
    {
        var finding = Assert.Single((await GiveUpGoodEventAsync("not_json")).Findings);

        Assert.Equal(
            (FindingKind.DeadLetterWrong, "users", "a valid event, dead-lettered as not_json"),
            (finding.Kind, finding.Stream, finding.Text));
    }

    [Fact]
    public async Task Event_whose_schema_the_registry_got_after_it_was_dead_lettered_is_no_finding() => Assert.Equal(
        "verify: ok users=59 products=40 orders=200 lost=0 duplicated=0 dead=1", (await GiveUpGoodEventAsync("unknown_schema")).Line);

    private async Task<VerificationReport> GiveUpGoodEventAsync(string reason)
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        var message = shop.Topics.Read(shop.Topics.Names.Of(ShopStreams.Users))[0].Message;
        var id = Encoding.ASCII.GetString(message.Headers.GetLastBytes("event-id"));
        await shop.Database.ExecuteAsync($"""
            DELETE FROM users WHERE event_id = '{id}';
            DELETE FROM processed_events WHERE event_id = '{id}';
            UPDATE consumer_progress SET applied = applied - 1, dead_lettered = dead_lettered + 1
            WHERE topic LIKE 'users%' AND partition = 0;
            INSERT INTO dead_letters (consumer_group, topic, partition, message_offset, message_timestamp, reason, attempts)
            VALUES ('users-consumers', '{shop.Topics.Names.Of(ShopStreams.Users)}', 0, 0, now(), '{reason}', 0)
            """);
        return await shop.VerifyAsync();
    }

    [Fact]
    public async Task Row_that_the_database_refused_waits_and_is_not_lost()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        await shop.Database.ExecuteAsync("ALTER TABLE orders ADD CHECK (payment_method <> 'barter')");
        await OrderStream.PublishAsync(
            shop.Topics, [.. _strangers.Orders(5).Select((o, i) => ShopSample.Event(i == 3 ? o with { PaymentMethod = "barter" } : o))]);
        await shop.ConsumeAsync(Settled + 5);

        Assert.Equal("verify: ok users=60 products=40 orders=204 lost=0 duplicated=0 dead=1", (await shop.VerifyAsync()).Line);
    }

    [Fact]
    public async Task Events_of_others_with_another_Kafka_key_are_named_and_are_not_our_fault()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        var order = _strangers.Orders(1)[0];
        var topic = shop.Topics.Names.Of(ShopStreams.Orders);
        var message = ShopSample.Event(order, 4, order.Status);
        for (var partition = 0; partition < 3; partition++)
            await shop.Topics.SendAsync(topic, partition, new Confluent.Kafka.Message<byte[], byte[]> { Key = [1], Value = message.Value });
        await OrderStream.PublishAsync(shop.Topics, ShopSample.Event(order with { Status = OrderStatus.Cancelled }, 5, order.Status));
        await shop.ConsumeAsync(Settled + 4);

        var report = await shop.VerifyAsync();

        Assert.Equal("verify: ok users=60 products=40 orders=201 lost=0 duplicated=0 dead=0", report.Line);
        Assert.Contains(report.Notes(), static n => n.StartsWith(
            "orders: 3 events have another Kafka key than user_id or another partition than their key's, so their order is not " +
            "verified: 0@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_of_a_producer_with_another_partitioner_are_named_and_are_not_our_fault()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        var user = _strangers.Users[80];
        var (created, changed) = (ShopSample.Event(user), ShopSample.Event(user, 2));
        var own = KeyPartition.Of(Encoding.UTF8.GetBytes(user.UserId), 3);
        var other = (own + 1) % 3;
        await shop.Topics.SendAsync(
            shop.Topics.Names.Of(ShopStreams.Users), other,
            new Confluent.Kafka.Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes(user.UserId), Value = created.Value });
        await OrderStream.PublishAsync(shop.Topics, changed);
        await shop.ConsumeAsync(Settled + 2);

        var report = await shop.VerifyAsync();

        Assert.Equal("verify: ok users=61 products=40 orders=200 lost=0 duplicated=0 dead=0", report.Line);
        Assert.Contains(report.Notes(), n => n.StartsWith(
            "users: 1 events have another Kafka key than user_id or another partition than their key's, so their order is not " +
            $"verified: {other}@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Database_that_joined_later_is_judged_from_where_it_began()
    {
        await using var first = await HealthyShop.CreateAsync(servers);
        await using var database = await servers.Postgres.DatabaseAsync();
        foreach (var stream in ShopStreams.Registry.All)
        {
            for (var p = 0; p < 3; p++)
                await new Pipeline.Postgres.Sink.PostgresSink(database.Source).StartAtAsync(
                    first.Topics.Partition(stream, p), first.Topics.End(stream, p).High, Token);
        }

        await OrderStream.PublishAsync(first.Topics, [.. _strangers.Orders(30).Select(static o => ShopSample.Event(o))]);
        await using (new RunningMember(database, first.Topics, ShopStreams.Orders))
            await Eventually.EqualsAsync(30, () => database.CountAsync("orders"), "the new orders are applied");

        var report = await first.VerifyAsync(database);

        Assert.Equal("verify: ok users=0 products=0 orders=30 lost=0 duplicated=0 dead=0", report.Line);
        Assert.Contains(report.Notes(), static n => n.Contains("orders: this database took part from orders-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_that_flow_meanwhile_are_on_their_way_and_not_lost()
    {
        await using var shop = await HealthyShop.CreateAsync(servers);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await shop.Database.Writer().WriteAsync(_strangers.Orders(25), Token);
                await OrderStream.PublishAsync(shop.Topics, [.. _strangers.Orders(5).Select(o => ShopSample.Event(o))]);
            }
        });

        var report = await shop.VerifyAsync();
        await stop.CancelAsync();
        await writing;

        Assert.DoesNotContain(report.Findings, f => f.Kind != FindingKind.InFlight);
    }
}
