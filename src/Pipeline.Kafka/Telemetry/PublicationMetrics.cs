using Pipeline.Streams.Delivery;
using Pipeline.Streams.Shop;
using Pipeline.Streams.Telemetry;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Telemetry;

/// <summary>What is measured of a list of events on its way to Kafka. Allocates nothing.</summary>
internal sealed class PublicationMetrics(TopicNames topics)
{
    private static readonly KeyValuePair<string, object?> SystemTag = new(MetricTags.MessagingSystem, "kafka");
    private static readonly KeyValuePair<string, object?> OperationTag = new(MetricTags.Operation, "send");

    private readonly KeyValuePair<string, object?>[][] _tags =
        [.. ShopTopics.All.Select(t => new KeyValuePair<string, object?>[] { SystemTag, OperationTag, new(MetricTags.Topic, topics.Of(t)) })];

    public void Record(IReadOnlyList<EventMessage> messages, in PublishResult result, TimeSpan duration)
    {
        if (result.Failure is null)
            Instruments.SendDuration.Record(duration.TotalSeconds, SystemTag, OperationTag);
        else
            Instruments.SendDuration.Record(duration.TotalSeconds, SystemTag, OperationTag, new(MetricTags.Error, result.Fault?.Name ?? "stopped"));
        if (!Instruments.SentMessages.Enabled)
            return;
        Span<long> sent = stackalloc long[_tags.Length];
        for (var i = 0; i < result.Acknowledged; i++)
            sent[(int)messages[i].Topic]++;
        for (var topic = 0; topic < sent.Length; topic++)
        {
            if (sent[topic] > 0)
                Instruments.SentMessages.Add(sent[topic], _tags[topic]);
        }
    }
}
