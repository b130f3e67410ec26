using System.Text;
using Confluent.Kafka;
using Pipeline.EndToEndTests.Faults.Stage;
using Pipeline.Shop.Records;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Testing.Messages;

namespace Pipeline.EndToEndTests.Faults;

/// <summary>Faults 19 and 20: what comes again or late, and topics that are not as they must be.</summary>
[Trait("Category", "Faults")]
public sealed class ReplayFaultTests(SharedLane lane, ITestOutputHelper output)
{
    private const int Repeated = 300;

    [Fact]
    public Task Fault_19_Duplicates_also_across_partitions_and_old_versions_after_new() =>
        lane.RunAsync("19 duplicates and old versions", output, async run =>
    {
        await run.LoadAsync();
        var log = (await EventLog.ReadAsync(run)).Events;
        using var producer = new ProducerBuilder<byte[], byte[]>(
            run.Connection.Fill(new ProducerConfig { Acks = Acks.All, LingerMs = 2 })).SetLogHandler((_, _) => { }).Build();
        run.Timeline.Injected(
            $"{Repeated} events again, in their own partitions and in others; and three versions of new customers, the newest first");
        await Task.WhenAll(Enumerable.Range(0, Repeated).Select(_ =>
        {
            var e = run.Random.Pick(log);
            return producer.ProduceAsync(
                new TopicPartition(e.At.Topic, run.Random.Next(3)),
                new() { Key = e.Key, Value = e.Value, Headers = Labelled("duplicate") });
        }));
        foreach (var number in Enumerable.Range(1, 10))
            await SendBackwardsAsync(run, producer, $"u_late_{number}");
        run.Timeline.Ended("all of them are sent");
        await run.RecoveredAsync();

        Assert.Equal(Repeated, await run.Database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
        var late = await run.Database.ListAsync<int, string>("SELECT version, grade FROM users WHERE user_id LIKE 'u_late_%'");
        Assert.Equal(Enumerable.Repeat((3, "VERSION3"), 10), late);
    });

    [Fact]
    public Task Fault_20_Wrong_partition_count_and_missing_topic_are_refused_at_start() =>
        lane.RunAsync("20 wrong or missing topic", output, async run =>
    {
        await run.LoadAsync();
        var wrong = run.Topics.Of(ShopStreams.Orders) + "-wrong";
        await lane.Kafka.CreateTopicAsync(wrong, partitions: 2);
        run.Timeline.Injected("programs started on a topic with two partitions and on one that is not there");
        await Task.WhenAll(
            RefusedAsync(run, "orders-4", wrong, $"Topic '{wrong}' has 2 partitions instead of 3"),
            RefusedAsync(run, "producer-2", wrong, $"Topic '{wrong}' has 2 partitions instead of 3"),
            RefusedAsync(run, "orders-5", "nowhere", "Topic 'nowhere' does not exist: create it with `pipeline topics`"),
            RefusedAsync(run, "producer-3", "nowhere", "Topic 'nowhere' does not exist: create it with `pipeline topics`"));
        run.Timeline.Detected("all were refused with a sentence and exit code 1");
        run.Timeline.Ended("the others go on as if nothing had been");
        await run.RecoveredAsync();
        await run.FlowsAsync();
    });

    private static async Task RefusedAsync(FaultRun run, string name, string topic, string sentence)
    {
        run.Programs.Set(name, "KAFKA_TOPIC_ORDERS", topic);
        var refused = run.Programs.Start(name);
        refused.IsExpectedToEndWell = false;
        var (exitCode, _) = await refused.Process.EndAsync(FaultRun.WaitTimeout);
        Assert.True(exitCode == 1 && refused.HasSaid(sentence), $"{name} ended with {exitCode}:\n{refused.Tail()}");
        Assert.DoesNotContain("   at ", refused.Process.Output, StringComparison.Ordinal);
    }

    /// <summary>Versions 3, 1 and 2 of a user, written by another program, each to a random partition.</summary>
    private static async Task SendBackwardsAsync(FaultRun run, IProducer<byte[], byte[]> producer, string user)
    {
        using var writer = new EventWriter();
        foreach (var version in (int[])[3, 1, 2])
        {
            var envelope = Envelope.Create(
                version == 1 ? ShopStreams.Users.Created : ShopStreams.Users.Changed!, version, TimeProvider.System);
            var value = writer.Write(envelope, Sample.User with { UserId = user, Grade = $"VERSION{version}" });
            await producer.ProduceAsync(
                new TopicPartition(run.Topics.Of(ShopStreams.Users), run.Random.Next(3)),
                new() { Key = Encoding.UTF8.GetBytes(user), Value = value, Headers = Labelled("late") });
        }
    }

    /// <summary>The label of a message that is out of order on purpose, so that verification does not report it.</summary>
    private static Headers Labelled(string kind) => new() { { "dirt", Encoding.UTF8.GetBytes(kind) } };
}
