using System.Diagnostics;
using Pipeline.Kafka.Consuming;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Telemetry;

/// <summary>
/// The spans of a batch on its way into the database: one of the batch, linked to the traces of its messages that are recorded,
/// and in each of those traces one of the message, with the commits that settled it below. So the trace of one order ends
/// with its commit, although the commit is that of a thousand.
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

        _batch = Begin($"process {_stream} batch", partition, default, recorded.Take(PipelineTracing.LinksAtMost).Select(static r => new ActivityLink(r.Context)))
            ?.SetTag("messaging.batch.message_count", batch.Next - batch.Expected);
        foreach (var (offset, context) in recorded)
        {
            Activity.Current = null;
            if (Begin($"process {_stream}", partition, context, _batch is null ? [] : [new(_batch.Context)]) is { } span)
                _messages.Add((offset, span.SetTag("messaging.kafka.offset", offset)));
        }

        // What the sink does is the batch's, whatever it is made of.
        Activity.Current = _batch ?? _before;
    }

    /// <summary>Begins the spans; null, and nothing has been done, when no message of the batch has a trace that is recorded.</summary>
    public static BatchTrace? Start(in PartitionId partition, PendingBatch batch) =>
        batch.Traced.Count == 0 || !PipelineTracing.Source.HasListeners() ? null : new(partition, batch);

    /// <summary>A commit has settled a stretch: the messages in it get its span, from asking for it to its end.</summary>
    public void Committed(in SubBatch slice, DateTimeOffset began, DateTimeOffset ended)
    {
        foreach (var (offset, span) in _messages)
        {
            if (offset < slice.Expected || offset >= slice.Next)
                continue;
            using var commit = PipelineTracing.Source.StartActivity($"commit {_stream}", ActivityKind.Client, span.Context, startTime: began)
                ?.SetTag("db.system.name", "postgresql").SetEndTime(ended.UtcDateTime);
        }
    }

    /// <summary>A message was given up.</summary>
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
            ?.SetTag(MetricTags.MessagingSystem, "kafka").SetTag(MetricTags.Operation, "process").SetTag(MetricTags.Topic, partition.TopicName)
            .SetTag(MetricTags.Partition, partition.Partition).SetTag(MetricTags.Group, partition.Group);
}
