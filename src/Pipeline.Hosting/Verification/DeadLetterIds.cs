using System.Text;
using Confluent.Kafka;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Options;

namespace Pipeline.Hosting.Verification;

/// <summary>The event ids in a stream's dead-letter topic.</summary>
internal static class DeadLetterIds
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Reads the topic from its beginning to its end.</summary>
    public static HashSet<Guid> Read(KafkaOptions options, ShopTopic stream)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(options.Connection.Fill(new ConsumerConfig
        {
            GroupId = "dead-letter-reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
        }))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();
        consumer.Assign(new TopicPartitionOffset(options.Topics.DeadLettersOf(stream), 0, Offset.Beginning));
        var ids = new HashSet<Guid>();
        while (consumer.Consume(Patience) is { IsPartitionEOF: false } letter)
        {
            if (letter.Message.Headers.TryGetLastBytes("event-id", out var id) && Guid.TryParse(Encoding.UTF8.GetString(id), out var eventId))
                ids.Add(eventId);
        }

        consumer.Unassign();
        return ids;
    }
}
