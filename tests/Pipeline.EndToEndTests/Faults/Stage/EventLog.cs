using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Pipeline.Events.Shop;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>An event as it lies in Kafka.</summary>
/// <param name="Entity">What it is about: the natural key, which for an order is not the message's.</param>
internal sealed record LoggedEvent(TopicPartitionOffset At, byte[] Key, byte[] Value, Headers Headers, string EventId, string Entity, int Version);

/// <summary>The three topics of a run, read from their beginning to their end.</summary>
internal sealed class EventLog(IReadOnlyList<LoggedEvent> events)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public IReadOnlyList<LoggedEvent> Events => events;

    public static EventLog Read(FaultRun run) =>
        new([.. ShopTopics.All.SelectMany(s => Messages(run, run.Topics.Of(s), partitions: 3)).Select(Parse)]);

    /// <summary>All messages of a topic, partition after partition.</summary>
    public static List<ConsumeResult<byte[], byte[]>> Messages(FaultRun run, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(run.Connection.Fill(new ConsumerConfig
        {
            GroupId = "fault-test",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        })).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var messages = new List<ConsumeResult<byte[], byte[]>>();
        for (var partition = 0; partition < partitions; partition++)
        {
            consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
            while (consumer.Consume(Patience) is var message && message is not { IsPartitionEOF: true })
            {
                Assert.True(message is not null, $"{topic}/{partition} could not be read to its end.");
                messages.Add(message);
            }
        }

        consumer.Unassign();
        return messages;
    }

    /// <summary>Each thing's events stand in the log in the order of their versions; one that was sent again does not count.</summary>
    public void HasVersionsInOrder()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var e in events.Where(e => seen.Add(e.EventId)))
        {
            Assert.True(e.Version == last.GetValueOrDefault(e.Entity) + 1, $"{e.Entity} has version {e.Version} at {e.At}, event {e.EventId}, behind version {last.GetValueOrDefault(e.Entity)}.");
            last[e.Entity] = e.Version;
        }
    }

    private static LoggedEvent Parse(ConsumeResult<byte[], byte[]> message)
    {
        using var json = JsonDocument.Parse(message.Message.Value);
        var root = json.RootElement;
        var data = root.GetProperty("data");
        var key = data.TryGetProperty("order_id", out var order) ? order.GetString()! : Encoding.UTF8.GetString(message.Message.Key);
        return new(
            message.TopicPartitionOffset, message.Message.Key, message.Message.Value, message.Message.Headers,
            root.GetProperty("event_id").GetString()!, key, root.GetProperty("version").GetInt32());
    }
}
