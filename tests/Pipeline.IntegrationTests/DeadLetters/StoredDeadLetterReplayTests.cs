using System.Text;
using Confluent.Kafka;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Operations.DeadLetters;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.DeadLetters;

/// <summary>Replay of dead letters that cannot be sent, that are in the table, or that are stored twice.</summary>
public sealed class StoredDeadLetterReplayTests(TestServers servers)
{
    [Fact]
    public async Task Dead_letter_of_an_unknown_partition_stays_and_all_others_are_sent()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync(deadLetters: false);
        var orders = new RefusedOrders(database, topics);
        (StreamDefinition Stream, int Partition)[] sources =
            [(ShopStreams.Users, 7), (ShopStreams.Users, 0), (ShopStreams.Orders, 0), (ShopStreams.Orders, 3), (ShopStreams.Orders, 1)];
        foreach (var (stream, partition) in sources)
        {
            await database.ExecuteAsync($"""
                INSERT INTO dead_letters (consumer_group, topic, partition, message_offset, message_timestamp, value, reason, attempts)
                VALUES ('{stream.ConsumerGroup}', '{topics.Names.Of(stream)}', {partition}, 5, now(), 'x', 'not_json', 0)
                """);
        }

        var dry = await orders.ReplayAsync(new() { DryRun = true });
        var summary = await orders.ReplayAsync();

        var first = $"{topics.Names.Of(ShopStreams.Users)}/7 offset 5: the partition does not exist";
        Assert.Equal((3, 2, first, null), (dry.Chosen, dry.Refused, dry.FirstRefused, dry.Failure));
        Assert.Equal((3, 2, first, null), (summary.Sent, summary.Refused, summary.FirstRefused, summary.Failure));
        Assert.Equal(["users 1 1", "orders 2 1"], summary.Counts.Select(c => $"{c.Stream} {c.Sent} {c.Refused}"));
        Assert.Equal([7, 3], await database.ListAsync<int>("SELECT partition FROM dead_letters ORDER BY id"));
        Assert.Equal(2, orders.Messages());
    }

    [Fact]
    public async Task Dead_letter_that_the_brokers_refuse_stays_and_all_others_are_sent()
    {
        await servers.Kafka.RealAddressAsync();
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        var orders = new RefusedOrders(database, topics);
        var random = new byte[20_000];
        new Random(Seed: 8).NextBytes(random);
        await topics.SendRawAsync(ShopStreams.Users, 0, "one"u8.ToArray(), random, "two"u8.ToArray());
        await topics.SendRawAsync(ShopStreams.Orders, 0, "three"u8.ToArray());
        await using (new RunningMember(database, topics, ShopStreams.Users))
        await using (orders.Member())
            await Eventually.EqualsAsync(4, orders.DeadLetteredAsync, "all are given up");
        await topics.ConfigureAsync(topics.Names.Of(ShopStreams.Users), "max.message.bytes", "10000");

        var summary = await orders.ReplayAsync();

        Assert.Equal((4, 3, 1, null), (summary.Chosen, summary.Sent, summary.Refused, summary.Failure));
        Assert.Equal((1, 3), await orders.WaitingAndReplayedAsync());
        Assert.StartsWith(
            $"{topics.Names.Of(ShopStreams.Users)}/0 offset 1: message_too_large", summary.FirstRefused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_of_the_table_are_sent_and_removed_from_it()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync(deadLetters: false);
        var orders = new RefusedOrders(database, topics);
        await orders.RefuseAsync();
        await OrderStream.PublishAsync(topics, RefusedOrders.Events(30));
        await using var member = orders.Member();
        await OrderStream.AppliedOnceAsync(database, topics, 27, others: 3);
        Assert.Equal((3, 3), ((await orders.ReportAsync()).InTable, await database.CountAsync("dead_letters")));

        await orders.RemoveCauseAsync();
        Assert.Equal(3, (await orders.ReplayAsync()).Sent);

        await OrderStream.AppliedOnceAsync(database, topics, 30, others: 3);
        Assert.Equal((0, 3), (await database.CountAsync("dead_letters"), await database.CountAsync("dead_letter_replays")));
        Assert.Equal(0, (await orders.ReportAsync()).Waiting);
    }

    [Fact]
    public async Task Dead_letter_stored_twice_counts_once_also_across_partitions_and_places()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync(deadLetterPartitions: 3);
        var orders = new RefusedOrders(database, topics);
        await topics.SendRawAsync(ShopStreams.Orders, 2, "one"u8.ToArray(), "two"u8.ToArray());
        DeadLetter LetterAt(int offset) => new(
            topics.Partition(ShopStreams.Orders, 2), offset, TimeProvider.System.GetUtcNow().UtcDateTime, "k"u8.ToArray(),
            Encoding.UTF8.GetBytes(offset == 0 ? "one" : "two"),
            null, null, "not_json", null, null, 0);
        Message<byte[], byte[]> Message(int offset) =>
            new() { Key = "k"u8.ToArray(), Value = LetterAt(offset).Value!, Headers = DeadLetterHeaders.Write(LetterAt(offset)) };
        await topics.SendAsync(topics.Names.DeadLettersOf(ShopStreams.Orders), 0, Message(1));
        await topics.SendAsync(
            topics.Names.DeadLettersOf(ShopStreams.Orders), 2, Message(0), Message(1),
            new Message<byte[], byte[]> { Key = null!, Value = "a stranger's"u8.ToArray() });
        await new Postgres.DeadLetters.DeadLetterTable(database.Source).KeepAsync(LetterAt(0), Token);

        var report = await orders.ReportAsync();
        Assert.Equal((2, 2, 0, 1), (report.Waiting, report.Copies, report.InTable, report.Strange));
        Assert.Equal(2, (await orders.ReplayAsync()).Sent);

        Assert.Equal(
            ["one", "two", "one", "two"],
            topics.Read(topics.Names.Of(ShopStreams.Orders), 2).Select(m => Encoding.UTF8.GetString(m.Message.Value)));
        Assert.Equal(
            (0, 2, (0L, 2L)),
            (await database.CountAsync("dead_letters"), await database.CountAsync("dead_letter_replays"),
            await orders.WaitingAndReplayedAsync()));
    }
}
