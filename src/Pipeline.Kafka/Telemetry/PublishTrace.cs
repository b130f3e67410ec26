using System.Diagnostics;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Telemetry;

/// <summary>
/// The spans of a list of events that goes to Kafka: one of the list, linked to the traces of the events in it that are recorded,
/// and one of each such event, which goes on in the event's own trace and whose context travels in the header.
/// </summary>
internal sealed class PublishTrace : IDisposable
{
    private readonly Activity? _before = Activity.Current;
    private readonly Activity? _list;
    private readonly List<(int Index, Activity Span)> _events = [];

    private PublishTrace(IReadOnlyList<EventMessage> messages, List<(int Index, ActivityContext Context)> recorded)
    {
        var links = recorded.Take(PipelineTracing.LinksAtMost).Select(static r => new ActivityLink(r.Context));
        _list = PipelineTracing.Source.StartActivity("publish", ActivityKind.Producer, Activity.Current?.Context ?? default, links: links)
            ?.SetTag(MetricTags.MessagingSystem, "kafka").SetTag(MetricTags.Operation, "send").SetTag("messaging.batch.message_count", messages.Count);
        foreach (var (index, context) in recorded)
        {
            Activity.Current = _list ?? _before;
            var span = PipelineTracing.Source.StartActivity(
                $"send {messages[index].Stream.Name}", ActivityKind.Producer, context, links: _list is null ? [] : [new(_list.Context)]);
            if (span is not null)
                _events.Add((index, span.SetTag(MetricTags.MessagingSystem, "kafka").SetTag(MetricTags.Operation, "send").SetTag("messaging.message.id", messages[index].EventId)));
        }

        Activity.Current = _list ?? _before;
    }

    /// <summary>Begins the spans; null, and nothing has been done, when no event of the list has a trace that is recorded.</summary>
    public static PublishTrace? Start(IReadOnlyList<EventMessage> messages)
    {
        if (!PipelineTracing.Source.HasListeners())
            return null;
        List<(int, ActivityContext)>? recorded = null;
        for (var i = 0; i < messages.Count; i++)
        {
            if (PipelineTracing.Recorded(messages[i].TraceParent) is { } context)
                (recorded ??= []).Add((i, context));
        }

        return recorded is null ? null : new(messages, recorded);
    }

    /// <summary>The list with the headers that lead from the spans here to the consumer's.</summary>
    public IReadOnlyList<EventMessage> Messages(IReadOnlyList<EventMessage> messages)
    {
        var headed = messages.ToArray();
        foreach (var (index, span) in _events)
            headed[index] = headed[index] with { TraceParent = span.Id };
        return headed;
    }

    /// <summary>Notes what became of the list.</summary>
    public void Finish(in PublishResult result)
    {
        _list?.SetStatus(result.Failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, result.Failure);
        foreach (var (index, span) in _events)
            span.SetStatus(index < result.Acknowledged ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        foreach (var (_, span) in _events)
            span.Dispose();
        _list?.Dispose();
        Activity.Current = _before;
    }
}
