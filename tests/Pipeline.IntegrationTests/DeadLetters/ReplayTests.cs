using System.Text;
using Confluent.Kafka;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Operations.DeadLetters;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.DeadLetters;

/// <summary>Dead letters are sent to their stream again.</summary>
public sealed class ReplayTests(TestServers servers)
{
    [Fact]
    public async Task Replay_after_the_cause_is_removed_empties_the_queue_with_one_effect_each()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var orders = new RefusedOrders(database, topics);
        await orders.RefuseAsync();
        await OrderStream.PublishAsync(topics, RefusedOrders.Events(400));
        await using var member = orders.Member();
        await OrderStream.AppliedOnceAsync(database, topics, 360, others: 40);
        var waiting = await orders.ReportAsync();
        Assert.Equal((40, 40, 0), (waiting.Waiting, Assert.Single(waiting.Groups).Attempts, waiting.Groups[0].Returned));

        await orders.RemoveCauseAsync();
        var summary = await orders.ReplayAsync();

        Assert.Equal((40, 40, 0, null), (summary.Chosen, summary.Sent, summary.OverLimit, summary.Failure));
        await OrderStream.AppliedOnceAsync(database, topics, 400, others: 40);
        Assert.Equal((0, 40), await orders.WaitingAndReplayedAsync());
        Assert.Equal(0, (await orders.ReplayAsync()).Chosen);
        Assert.Equal(40, await orders.DeadLetteredAsync());
    }

    [Fact]
    public async Task Message_goes_back_to_its_partition_byte_for_byte_with_its_headers_and_the_number_of_its_replays()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var orders = new RefusedOrders(database, topics);
        Message<byte[], byte[]>[] sent =
        [
            new()
            {
                Key = "k"u8.ToArray(),
                Value = [0xFF, 0x00, 0xFE],
                Headers = new() { { "traceparent", "00-1-2-01"u8.ToArray() }, { "dirt", null } },
            },
            new() { Key = null!, Value = null! },
            new() { Key = [0xC3], Value = [], Headers = new() { { "event-id", "whatever"u8.ToArray() } } },
        ];
        await topics.SendAsync(topics.Names.Of(ShopStreams.Orders), 1, sent);
        await using (orders.Member())
            await Eventually.EqualsAsync(3, orders.DeadLetteredAsync, "all three are given up");

        Assert.Equal(3, (await orders.ReplayAsync()).Sent);

        var came = topics.Read(topics.Names.Of(ShopStreams.Orders), 1);
        Assert.Equal(6, came.Count);
        Assert.All(sent.Zip(came.Skip(3)), pair =>
        {
            Assert.Equal(pair.First.Key, pair.Second.Message.Key);
            Assert.Equal(pair.First.Value, pair.Second.Message.Value);
            Assert.Equal([.. Lines(pair.First.Headers), "dlq-replays=1"], Lines(pair.Second.Message.Headers));
        });
        Assert.Equal(0, topics.End(ShopStreams.Orders, 0).High + topics.End(ShopStreams.Orders, 2).High);
    }

    [Fact]
    public async Task Dead_letters_that_come_back_are_counted_and_after_three_times_left_alone()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var orders = new RefusedOrders(database, topics);
        await topics.SendRawAsync(ShopStreams.Orders, 0, "not json"u8.ToArray(), "nor this"u8.ToArray());
        await using var member = orders.Member();
        await Eventually.EqualsAsync(2, orders.DeadLetteredAsync, "both are given up");
        for (var round = 1; round <= 3; round++)
        {
            Assert.Equal(2, (await orders.ReplayAsync()).Sent);
            await Eventually.EqualsAsync(2 + 2 * round, orders.DeadLetteredAsync, $"both are given up again, round {round}");
            var report = await orders.ReportAsync();
            Assert.Equal((2, 2, 2 * round), (report.Waiting, report.Groups.Single().Returned, report.Replayed));
            Assert.All(report.Groups.Single().Samples, s => Assert.Equal(round, s.Replays));
        }

        var guarded = await orders.ReplayAsync();
        Assert.Equal((0, 0, 2), (guarded.Chosen, guarded.Sent, guarded.OverLimit));
        Assert.Equal(8, orders.Messages());
        Assert.Equal(2, (await orders.ReplayAsync(new() { MaxReplays = 4, DryRun = true })).Chosen);
        Assert.Equal(2, (await orders.ReplayAsync(new() { Force = true })).Sent);
        Assert.Equal(
            [1, 1, 2, 2, 3, 3, 4, 4], await database.ListAsync<int>("SELECT replays FROM dead_letter_replays ORDER BY message_offset"));
    }

    [Fact]
    public async Task Dry_run_sends_nothing_and_a_reason_or_stream_chooses()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var orders = new RefusedOrders(database, topics);
        await orders.RefuseAsync();
        await topics.SendRawAsync(ShopStreams.Orders, 0, "not json"u8.ToArray(), "{}"u8.ToArray());
        await OrderStream.PublishAsync(topics, RefusedOrders.Events(10));
        await using (orders.Member())
            await OrderStream.AppliedOnceAsync(database, topics, 9, others: 3);
        var before = orders.Messages();

        var dry = await orders.ReplayAsync(new() { DryRun = true });

        Assert.Equal(["constraint 1 0", "missing_field 1 0", "not_json 1 0"], dry.Counts.Select(c => $"{c.Reason} {c.Chosen} {c.Sent}"));
        Assert.Equal(
            (before, 0, (3L, 0L)),
            (orders.Messages(), await database.CountAsync("dead_letter_replays"), await orders.WaitingAndReplayedAsync()));
        Assert.Equal((0, 3), Chosen(await orders.ReplayAsync(new() { Stream = ShopStreams.Users })));
        Assert.Equal((1, 2), Chosen(await orders.ReplayAsync(new() { Reason = "not_json" })));
        Assert.Equal((before + 1, (2L, 1L)), (orders.Messages(), await orders.WaitingAndReplayedAsync()));
    }

    private static (long Chosen, long Others) Chosen(ReplaySummary summary) => (summary.Chosen, summary.Others);

    private static IEnumerable<string> Lines(Headers? headers) =>
        headers?.Select(h => $"{h.Key}={(h.GetValueBytes() is { } value ? Encoding.UTF8.GetString(value) : "null")}") ?? [];
}
