using System.Collections.Concurrent;
using System.Diagnostics;
using Pipeline.Streams.Telemetry;

namespace Pipeline.IntegrationTests.Telemetry;

/// <summary>A collector in memory: takes the pipeline's spans as a sampler that draws every one would.</summary>
internal sealed class CollectedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public CollectedSpans(ActivitySamplingResult roots = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == PipelineTracing.SourceName,
            // As a parent-based sampler: who has a parent follows it.
            Sample = (ref ActivityCreationOptions<ActivityContext> span) => span.Parent == default
                ? roots
                : span.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.PropagationData,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The recorded spans of a trace that have ended.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _ended.Where(span => span.TraceId == trace && span.Recorded)];

    /// <summary>All spans that have ended, of other tests that run beside this one too.</summary>
    public IReadOnlyList<Activity> All => [.. _ended];

    public void Dispose() => _listener.Dispose();
}
