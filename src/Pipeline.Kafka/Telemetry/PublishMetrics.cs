using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Telemetry;

/// <summary>Records the metrics of a publish operation. Allocates nothing.</summary>
internal sealed class PublishMetrics(TopicNames topics)
{
    private static readonly KeyValuePair<string, object?> SystemTag = new(MetricTags.MessagingSystem, "kafka");
    private static readonly KeyValuePair<string, object?> OperationTag = new(MetricTags.Operation, "send");

    private readonly StreamDefinition[] _streams = [.. topics.Streams.All];
    private readonly KeyValuePair<string, object?>[][] _tags =
    [
        .. topics.Streams.All.Select(s => new KeyValuePair<string, object?>[]
        {
            SystemTag, OperationTag, new(MetricTags.Topic, topics.Of(s)),
        }),
    ];

    public void Record(IReadOnlyList<EventMessage> messages, in PublishResult result, TimeSpan duration)
    {
        if (result.Failure is null)
            Instruments.SendDuration.Record(duration.TotalSeconds, SystemTag, OperationTag);
        else
        {
            var error = result.Fault?.Name ?? "stopped";
            Instruments.SendDuration.Record(duration.TotalSeconds, SystemTag, OperationTag, new(MetricTags.Error, error));
        }

        if (!Instruments.SentMessages.Enabled)
            return;
        Span<long> sent = stackalloc long[_tags.Length];
        for (var i = 0; i < result.Acknowledged; i++)
            sent[Array.IndexOf(_streams, messages[i].Stream)]++;
        for (var topic = 0; topic < sent.Length; topic++)
        {
            if (sent[topic] > 0)
                Instruments.SentMessages.Add(sent[topic], _tags[topic]);
        }
    }
}
