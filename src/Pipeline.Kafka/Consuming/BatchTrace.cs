namespace Pipeline.Kafka.Consuming;

/// <summary>
/// The spans of applying a batch. One span for the batch links to the recorded traces of its messages. Each of these traces gets a
/// span for its message, with a child span for the commit. So the trace of one event ends with the commit that it shares.
/// </summary>
internal sealed class BatchTrace : IDisposable
{
    private readonly Activity? _before = Activity.Current;
    private readonly Activity? _batch;
    private readonly List<(long Offset, Activity Span)> _messages = [];
    private readonly string _stream;

    private BatchTrace(in PartitionId partition, PendingBatch batch)
    {
        _stream = partition.Stream.Name;
        var recorded = new List<(long Offset, ActivityContext Context)>(batch.Traced.Count);
        foreach (var message in batch.Traced)
        {
            if (PipelineTracing.Recorded(message.TraceParent) is { } context)
                recorded.Add((message.Offset, context));
        }

        var links = recorded.Take(PipelineTracing.MaxLinks).Select(static r => new ActivityLink(r.Context));
        _batch = Begin($"process {_stream} batch", partition, default, links)
            ?.SetTag("messaging.batch.message_count", batch.Next - batch.Expected);
        foreach (var (offset, context) in recorded)
        {
            Activity.Current = null;
            if (Begin($"process {_stream}", partition, context, _batch is null ? [] : [new(_batch.Context)]) is { } span)
                _messages.Add((offset, span.SetTag("messaging.kafka.offset", offset)));
        }

        // The sink's spans become children of the batch span.
        Activity.Current = _batch ?? _before;
    }

    /// <summary>Starts the spans; null if no message of the batch has a recorded trace.</summary>
    public static BatchTrace? Start(in PartitionId partition, PendingBatch batch) =>
        batch.Traced.Count == 0 || !PipelineTracing.Source.HasListeners() ? null : new(partition, batch);

    /// <summary>Adds a commit span to each traced message in the offset range of the sub-batch.</summary>
    public void Committed(in SubBatch subBatch, DateTimeOffset began, DateTimeOffset ended)
    {
        foreach (var (offset, span) in _messages)
        {
            if (offset < subBatch.Expected || offset >= subBatch.Next)
                continue;
            using var commit = PipelineTracing.Source
                .StartActivity($"commit {_stream}", ActivityKind.Client, span.Context, startTime: began)
                ?.SetTag("db.system.name", "postgresql").SetEndTime(ended.UtcDateTime);
        }
    }

    /// <summary>Sets the span of a dead-lettered message to an error.</summary>
    public void DeadLettered(long offset, string reason)
    {
        foreach (var (settled, span) in _messages)
        {
            if (settled == offset)
                span.SetStatus(ActivityStatusCode.Error, $"dead-lettered: {reason}");
        }
    }

    public void Dispose()
    {
        foreach (var (_, span) in _messages)
            span.Dispose();
        _batch?.Dispose();
        Activity.Current = _before;
    }

    private static Activity? Begin(string name, in PartitionId partition, ActivityContext parent, IEnumerable<ActivityLink> links) =>
        PipelineTracing.Source.StartActivity(name, ActivityKind.Consumer, parent, links: links)
            ?.SetTag(MetricTags.MessagingSystem, "kafka").SetTag(MetricTags.Operation, "process")
            .SetTag(MetricTags.Topic, partition.TopicName)
            .SetTag(MetricTags.Partition, partition.Partition).SetTag(MetricTags.Group, partition.Group);
}
