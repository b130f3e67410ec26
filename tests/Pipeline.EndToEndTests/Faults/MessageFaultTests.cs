using System.Text;
using Confluent.Kafka;
using Pipeline.EndToEndTests.Faults.Stage;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;
using Pipeline.Testing.Messages;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Faults 17 and 18: broken messages among good ones.</summary>
[Trait("Category", "Faults")]
public sealed class MessageFaultTests(SharedLane lane, ITestOutputHelper output)
{
    [Fact]
    public Task Fault_17_Poison_of_20_kinds_and_more_among_good_messages() =>
        lane.RunAsync("17 poison among good messages", output, async run =>
    {
        await run.LoadAsync();
        run.Timeline.Injected($"{BrokenMessages.All.Count} kinds of broken messages");
        var sent = await SendAsync(run, BrokenMessages.All);
        run.Timeline.Ended("all of them are sent");
        await run.RecoveredAsync();
        await run.FlowsAsync();
        Assert.True(sent.Count >= 20, $"Only {sent.Count} kinds.");
        Assert.Equal(Expected(sent), (await InTopicsAsync(run)).Distinct(StringComparer.Ordinal));
        run.Dead = sent.Count;
    });

    /// <summary>
    /// Kept twice in the topic, because the second member cannot know; counted once, because the count is in the database.
    /// </summary>
    [Fact]
    public Task Fault_17_Consumer_killed_between_keeping_a_dead_letter_and_moving_on() =>
        lane.RunAsync("17 killed after keeping a dead letter", output, async run =>
    {
        await run.LoadAsync("users-1");
        run.Programs.Set("users-1", "CRASH_AT", $"{Failpoints.DeadLetterAfterKeep}:2");
        run.Programs.Start("users-1");
        var sent = await SendAsync(run, [.. BrokenMessages.All.Where(m => m.Stream == ShopStreams.Users).Take(6)]);
        await Until.HoldsAsync("the consumer dies", FaultRun.WaitTimeout, () => run.Programs["users-1"].Process.HasExited);
        run.Timeline.Injected("the consumer died with a dead letter kept and its offset not moved");
        run.Programs.StartWithoutCrash("users-1");
        run.Timeline.Ended("started again");
        await run.RecoveredAsync();
        var kept = await InTopicsAsync(run);
        Assert.Equal(Expected(sent), kept.Distinct(StringComparer.Ordinal));
        Assert.True(kept.Count > sent.Count, "Nothing was kept twice, so nothing was shown.");
        run.Dead = sent.Count;
    });

    [Fact]
    public Task Fault_18_Dead_letter_topic_missing() => lane.RunAsync("18 dead-letter topic missing", output, async run =>
    {
        await run.LoadAsync();
        await lane.Kafka.DeleteTopicsAsync(run.Topics.DeadLettersOf(ShopStreams.Orders));
        run.Timeline.Injected("the dead-letter topic of orders is deleted; broken orders come");
        var sent = await SendAsync(run, [.. BrokenMessages.All.Where(m => m.Stream == ShopStreams.Orders)]);
        await run.DetectedAsync("consumers say so", FaultRun.WaitTimeout, () =>
            run.Programs.Orders.Any(p => p.HasSaid("does not acknowledge")));
        run.Timeline.Ended("all of them are sent");
        await run.RecoveredAsync();
        await run.FlowsAsync();
        var kept = await run.Database.ListAsync<string, string>(
            "SELECT topic || '/' || partition || '@' || message_offset, reason || ' ' || coalesce(detail, '') FROM dead_letters");
        Assert.Equal(Expected(sent), kept.Select(k => $"{k.Item1} {k.Item2}").Order(StringComparer.Ordinal));
        run.Dead = sent.Count;
    });

    /// <summary>Puts each into a partition of its topic, while the load goes on.</summary>
    private static async Task<List<(TopicPartitionOffset At, BrokenMessage Message)>> SendAsync(
        FaultRun run, IReadOnlyList<BrokenMessage> messages)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(run.Connection.Fill(new ProducerConfig
        {
            Acks = Acks.All,
            MessageMaxBytes = 2_000_000,
            CompressionType = CompressionType.Lz4,
        })).SetLogHandler((_, _) => { }).Build();
        var sent = new List<(TopicPartitionOffset, BrokenMessage)>();
        foreach (var message in messages)
        {
            var partition = new TopicPartition(run.Topics.Of(message.Stream), run.Random.Next(3));
            var report = await producer.ProduceAsync(partition, new() { Key = "broken"u8.ToArray(), Value = message.Value });
            sent.Add((report.TopicPartitionOffset, message));
        }

        return sent;
    }

    private static IEnumerable<string> Expected(IEnumerable<(TopicPartitionOffset At, BrokenMessage Message)> sent) => sent
        .Select(s => $"{s.At.Topic}/{s.At.Partition.Value}@{s.At.Offset.Value} {new Refusal(s.Message.Reason).Name} {s.Message.Field}")
        .Order(StringComparer.Ordinal);

    /// <summary>What the dead-letter topics hold: where each came from, and why.</summary>
    private static async Task<List<string>> InTopicsAsync(FaultRun run)
    {
        var kept = new List<string>();
        foreach (var stream in ShopStreams.Registry.All)
        {
            kept.AddRange(
                (await EventLog.MessagesAsync(run, run.Topics.DeadLettersOf(stream), partitions: 1)).Select(m =>
                    m.Message.Headers).Select(h =>
                $"{Text(h, "dlq-topic")}/{Text(h, "dlq-partition")}@{Text(h, "dlq-offset")} {Text(h, "dlq-reason")} "
                    + $"{Text(h, "dlq-detail")}"));
        }

        kept.Sort(StringComparer.Ordinal);
        return kept;
    }

    private static string Text(Headers headers, string name) =>
        headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : "";
}
