namespace Pipeline.Kafka.Telemetry;

/// <summary>
/// The spans of a publish operation. One span for the list links to the recorded traces of its events. Each of these traces gets a span
/// for its event, and the header traceparent carries the context of that span.
/// </summary>
internal sealed class PublishTrace : IDisposable
{
    private readonly Activity? _before = Activity.Current;
    private readonly Activity? _list;
    private readonly List<(int Index, Activity Span)> _events = [];

    private PublishTrace(IReadOnlyList<EventMessage> messages, List<(int Index, ActivityContext Context)> recorded)
    {
        var links = recorded.Take(PipelineTracing.MaxLinks).Select(static r => new ActivityLink(r.Context));
        _list = PipelineTracing.Source.StartActivity("publish", ActivityKind.Producer, Activity.Current?.Context ?? default, links: links)
            ?.SetTag(MetricTags.MessagingSystem, "kafka").SetTag(MetricTags.Operation, "send")
            .SetTag("messaging.batch.message_count", messages.Count);
        foreach (var (index, context) in recorded)
        {
            Activity.Current = _list ?? _before;
            var span = PipelineTracing.Source.StartActivity(
                $"send {messages[index].Stream.Name}", ActivityKind.Producer, context, links: _list is null ? [] : [new(_list.Context)]);
            if (span is null)
                continue;
            span.SetTag(MetricTags.MessagingSystem, "kafka").SetTag(MetricTags.Operation, "send")
                .SetTag("messaging.message.id", messages[index].EventId);
            _events.Add((index, span));
        }

        Activity.Current = _list ?? _before;
    }

    /// <summary>Starts the spans; null if no event of the list has a recorded trace.</summary>
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

    /// <summary>A copy of the list in which traced events have the new span as traceparent.</summary>
    public IReadOnlyList<EventMessage> Messages(IReadOnlyList<EventMessage> messages)
    {
        var traced = messages.ToArray();
        foreach (var (index, span) in _events)
            traced[index] = traced[index] with { TraceParent = span.Id };
        return traced;
    }

    /// <summary>Sets the status of the spans.</summary>
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
