using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.IntegrationTests.Consuming;
using Pipeline.Kafka.Producing;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Dirt;

/// <summary>Dirt on a real way through Kafka: what arrives is what the truth says, and it has no effect.</summary>
public sealed class LabelledDirtTests(TestServers servers)
{
    private static readonly DirtRates Rates = new(DirtKinds.All.ToDictionary(static k => k, static _ => 8.0));

    [Fact]
    public async Task What_is_in_the_topic_and_what_took_effect_is_what_the_truth_says()
    {
        await using var database = await servers.Postgres.DatabaseAsync();
        await using var topics = await servers.Kafka.TopicsAsync();
        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "dirt.json");
        var orders = new ShopSample().Orders(900);
        using (var producer = new EventProducer(topics.Connection, new(), topics.Names, NullLogger<EventProducer>.Instance))
        using (var truthFile = DirtTruthFile.Open(path, ShopSample.Seed, Rates))
        {
            var mixer = new DirtMixer(
                Rates, ShopStreams.Registry.All.ToDictionary(t => t, _ => 3), new SeededRandom(ShopSample.Seed), TimeProvider.System);
            var publisher = new DirtyPublisher(producer, mixer, topics.Names.Of, truthFile, NullLogger<DirtyPublisher>.Instance);
            foreach (var part in orders.Chunk(100))
                Assert.Equal(new(part.Length, null), await publisher.PublishAsync([.. part.Select(o => ShopSample.Event(o))], Token));
        }

        var truth = DirtTruth.Read(path)!;
        var made = truth.Dirt[topics.Names.Of(ShopStreams.Orders)];
        var read = topics.ReadAll(ShopStreams.Orders);
        Assert.Equal(
            made.OrderBy(k => k.Key, StringComparer.Ordinal),
            read.Select(Label).OfType<string>().CountBy(k => k).Select(
                k => KeyValuePair.Create(k.Key, (long)k.Value)).OrderBy(k => k.Key, StringComparer.Ordinal));
        Assert.Equal(900 + made["duplicate"] + made["stale"] + made["poison"], read.Count);
        Assert.True(
            read.GroupBy(m => Header(m, "event-id")).Any(g => g.Select(m => m.Partition.Value).Distinct().Count() > 1),
            "No duplicate strayed to another partition.");

        await using (var member = new RunningMember(database, topics, ShopStreams.Orders))
            await Eventually.EqualsAsync(
                (long)read.Count, () => database.AskAsync<long>("SELECT coalesce(sum(next_offset), 0)::bigint FROM consumer_progress"),
                "everything is consumed");
        Assert.Equal(made["poison"], await database.AskAsync<long>("SELECT sum(dead_lettered)::bigint FROM consumer_progress"));
        Assert.Equal(made["duplicate"], await database.AskAsync<long>("SELECT sum(duplicates)::bigint FROM consumer_progress"));
        Assert.Equal(900 + made["stale"], await database.AskAsync<long>("SELECT sum(applied)::bigint FROM consumer_progress"));
        Assert.Equal(900, await database.CountAsync("orders WHERE version = 1 AND counted = 1"));
        Assert.Equal(
            (900, orders.Sum(o => o.TotalAmount)),
            (await database.AskAsync<long>("SELECT sum(orders)::bigint FROM order_totals"),
            await database.AskAsync<long>("SELECT sum(revenue)::bigint FROM order_totals")));
        Assert.Equal(made["poison"], topics.End(topics.Names.DeadLettersOf(ShopStreams.Orders)).High);
    }

    private static string? Label(ConsumeResult<byte[], byte[]> message) =>
        message.Message.Headers.TryGetLastBytes(EventMessage.DirtHeader, out var kind) ? Encoding.ASCII.GetString(kind) : null;

    private static string Header(ConsumeResult<byte[], byte[]> message, string name) =>
        Encoding.ASCII.GetString(message.Message.Headers.GetLastBytes(name));
}
