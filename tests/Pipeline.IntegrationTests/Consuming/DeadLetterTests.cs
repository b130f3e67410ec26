using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.IntegrationTests.Consuming;

public sealed class DeadLetterTests(TestServers servers)
{
    /// <summary>Broken messages and the reason each must be given.</summary>
    private static readonly (string Reason, byte[]? Value)[] Poison =
    [
        ("empty", null),
        ("empty", []),
        ("not_json", "not json"u8.ToArray()),
        ("invalid_utf8", [(byte)'{', 0xFF, (byte)'}']),
        ("missing_field", "{}"u8.ToArray()),
        ("unknown_type", """{"event_type":"order_eaten","data":{}}"""u8.ToArray()),
        ("wrong_topic", """{"event_type":"user_created","data":{}}"""u8.ToArray()),
        ("too_deep", Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 40) + new string(']', 40) + "}")),
    ];

    [Fact]
    public async Task Poison_among_good_ones_goes_to_the_dead_letter_topic_and_the_good_ones_are_applied()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(300));
        var first = topics.End(ShopStreams.Orders, 2).High;
        await topics.SendRawAsync(ShopStreams.Orders, 2, [.. Poison.Select(p => p.Value)]);
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(300));

        await using (var member = new RunningMember(database, topics, ShopStreams.Orders))
            await OrderStream.AppliedOnceAsync(database, topics, 600, others: Poison.Length);

        var letters = topics.Read(topics.Names.DeadLettersOf(ShopStreams.Orders));
        Assert.Equal(Poison.Select(p => p.Reason), letters.Select(l => Header(l, "dlq-reason")));
        Assert.Equal(
            Enumerable.Range(0, Poison.Length).Select(i => first + i),
            letters.Select(l => long.Parse(Header(l, "dlq-offset"), CultureInfo.InvariantCulture)));
        Assert.All(letters.Zip(Poison), pair => Assert.Equal(pair.Second.Value ?? [], pair.First.Message.Value ?? []));
        Assert.All(letters, letter =>
        {
            Assert.Equal(
                (topics.Names.Of(ShopStreams.Orders), "2", "orders-consumers", "0", "k"),
                (Header(letter, "dlq-topic"), Header(letter, "dlq-partition"), Header(letter, "dlq-group"), Header(letter, "dlq-attempts"),
                Encoding.UTF8.GetString(letter.Message.Key)));
            Assert.InRange(
                DateTime.Parse(Header(letter, "dlq-timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
                TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-5), TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        });
        Assert.Equal(Poison.Length, await database.AskAsync<long>("SELECT sum(dead_lettered)::bigint FROM consumer_progress"));
        Assert.Equal(0, await database.CountAsync("dead_letters"));
    }

    [Fact]
    public async Task Dead_letter_has_all_headers_of_its_message_before_its_own()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        Message<byte[], byte[]> Broken(int number) => new()
        {
            Value = "not json"u8.ToArray(),
            Headers = new() { { "traceparent", Encoding.UTF8.GetBytes($"trace {number}") }, { "dirt", "poison"u8.ToArray() } },
        };
        await topics.SendAsync(topics.Names.Of(ShopStreams.Orders), 0, [.. Enumerable.Range(0, 20).Select(Broken)]);
        await database.ExecuteAsync("ALTER TABLE orders ADD CHECK (quantity < 0)");
        var refused = OrderStream.NewOrders(1).Single() with { TraceParent = "trace of a row" };
        await OrderStream.PublishAsync(topics, refused);

        await using (new RunningMember(database, topics, ShopStreams.Orders))
            await Eventually.EqualsAsync(
                21, () => database.AskAsync<long>("SELECT coalesce(sum(dead_lettered), 0)::bigint FROM consumer_progress"),
                "all are given up");

        var letters = topics.Read(topics.Names.DeadLettersOf(ShopStreams.Orders)).ToLookup(l => Header(l, "dlq-reason"));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"trace {i}"), letters["not_json"].Select(l => Header(l, "traceparent")));
        Assert.All(letters["not_json"], l =>
            Assert.Equal(["traceparent", "dirt", "dlq-topic"], l.Message.Headers.Take(3).Select(h => h.Key)));
        var row = Assert.Single(letters["constraint"]);
        Assert.Equal(
            ("trace of a row", "order_created", refused.EventId.ToString()),
            (Header(row, "traceparent"), Header(row, "event-type"), Header(row, "event-id")));
    }

    [Fact]
    public async Task Rows_that_the_database_refuses_are_found_and_dead_lettered_alone()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var orders = new ShopSample().Orders(400).Select((o, i) => i % 100 == 37 ? o with { PaymentMethod = "barter" } : o).ToList();
        await database.ExecuteAsync("ALTER TABLE orders ADD CHECK (payment_method <> 'barter')");
        var events = orders.ConvertAll(o => ShopSample.Event(o));
        await OrderStream.PublishAsync(topics, events);

        await using (var member = new RunningMember(database, topics, ShopStreams.Orders))
            await OrderStream.AppliedOnceAsync(database, topics, 396, others: 4);

        var letters = topics.Read(topics.Names.DeadLettersOf(ShopStreams.Orders));
        var refused = orders.Zip(events).Where(o => o.First.PaymentMethod == "barter").Select(o => o.Second.EventId.ToString());
        Assert.Equal(refused.Order(StringComparer.Ordinal), letters.Select(l => Header(l, "event-id")).Order(StringComparer.Ordinal));
        Assert.All(letters, l => Assert.Equal(
            ("constraint", "23514", "1", "1"),
            (Header(l, "dlq-reason"), Header(l, "dlq-sqlstate"), Header(l, "dlq-attempts"), Header(l, "event-version"))));
    }

    [Fact]
    public async Task Without_a_dead_letter_topic_the_message_is_kept_in_the_table()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync(deadLetters: false);
        await topics.SendRawAsync(ShopStreams.Orders, 1, "not json"u8.ToArray());
        await OrderStream.PublishAsync(topics, OrderStream.NewOrders(100));

        await using var member = new RunningMember(database, topics, ShopStreams.Orders);

        await OrderStream.AppliedOnceAsync(database, topics, 100, others: 1);
        Assert.Equal("orders-consumers 1 0 not_json not json", await database.AskAsync<string>(
            "SELECT concat_ws(' ', consumer_group, partition, message_offset, reason, convert_from(value, 'UTF8')) FROM dead_letters"));
    }

    [Fact]
    public async Task While_nobody_keeps_the_message_the_offset_does_not_pass_it()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        await database.ExecuteAsync("ALTER TABLE dead_letters RENAME TO hidden");
        await topics.SendRawAsync(ShopStreams.Orders, 0, "not json"u8.ToArray());

        var missing = new TopicNames(
            ShopStreams.Registry, new Dictionary<string, string>(StringComparer.Ordinal) { ["orders"] = "nowhere" });
        await using var member = new RunningMember(database, topics, ShopStreams.Orders, deadLettersOf: missing);

        await Eventually.HoldsAsync("both places have failed", () => member.Log.Contain("cannot be dead-lettered"));
        Assert.Equal(0, await database.AskAsync<long>("SELECT next_offset FROM consumer_progress WHERE partition = 0"));
        await database.ExecuteAsync("ALTER TABLE hidden RENAME TO dead_letters");
        await Eventually.EqualsAsync(1, () => database.CountAsync("dead_letters"), "the table keeps it when it is back");
        await Eventually.EqualsAsync(
            1, () => database.CountAsync("consumer_progress WHERE partition = 0 AND next_offset = 1 AND dead_lettered = 1"),
            "then the partition goes on");
    }

    private static string Header(ConsumeResult<byte[], byte[]> message, string name) =>
        message.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : $"no header {name}";
}
