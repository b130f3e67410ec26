using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>An event as it lies in Kafka.</summary>
/// <param name="Entity">What it is about: the natural key, which for an order is not the message's.</param>
internal sealed record LoggedEvent(
    TopicPartitionOffset At, byte[] Key, byte[] Value, Headers Headers, string EventId, string Entity, int Version);

/// <summary>The three topics of a run, read from their beginning to where they ended when the reading began.</summary>
internal sealed class EventLog(IReadOnlyList<LoggedEvent> events)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(20);

    public IReadOnlyList<LoggedEvent> Events => events;

    public static async Task<EventLog> ReadAsync(FaultRun run)
    {
        var events = new List<LoggedEvent>();
        foreach (var stream in ShopStreams.Registry.All)
            events.AddRange((await MessagesAsync(run, run.Topics.Of(stream), partitions: 3)).Select(Parse));
        return new(events);
    }

    /// <summary>All messages that a topic holds now, partition after partition.</summary>
    public static async Task<List<ConsumeResult<byte[], byte[]>>> MessagesAsync(FaultRun run, string topic, int partitions)
    {
        var ends = await run.Lane.Kafka.EndsAsync(Enumerable.Range(0, partitions).Select(p => new TopicPartition(topic, p)), WaitTimeout);
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            run.Connection.Fill(new ConsumerConfig { GroupId = "fault-test", EnableAutoCommit = false }))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var messages = new List<ConsumeResult<byte[], byte[]>>();
        foreach (var (partition, end) in ends.Where(e => e.Value > 0))
        {
            consumer.Assign(new TopicPartitionOffset(partition, Offset.Beginning));
            ConsumeResult<byte[], byte[]>? message;
            do
            {
                message = consumer.Consume(WaitTimeout);
                Assert.True(message is not null, $"{partition} could not be read to its end.");
                messages.Add(message);
            }
            while (message.Offset.Value + 1 < end);
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
            Assert.True(
                e.Version == last.GetValueOrDefault(e.Entity) + 1,
                $"{e.Entity} has version {e.Version} at {e.At}, event {e.EventId}, behind version {last.GetValueOrDefault(e.Entity)}.");
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
