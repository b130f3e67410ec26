using System.Diagnostics;
using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// Spans of the pipeline. The trace of an event begins with its writer's transaction and goes with the event: through the outbox
/// (trace_parent) and Kafka (header traceparent) to the consumer's commit. Without a listener no span is begun.
/// </summary>
public static class PipelineTracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Pipeline";

    /// <summary>What a span keeps of links at most, by OpenTelemetry's default.</summary>
    public const int LinksAtMost = 128;

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>
    /// Where the trace of what is being written goes on; null when it is not recorded. A trace that nobody keeps is not passed on:
    /// it would cost every event 55 bytes and a header.
    /// </summary>
    public static string? TraceParent => Activity.Current is { Recorded: true } current ? current.Id : null;

    /// <summary>Begins the span of a writer's transaction.</summary>
    /// <param name="stream">Whose rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="into">postgresql or kafka.</param>
    public static Activity? StartWrite(StreamDefinition stream, int rows, string into) =>
        !Source.HasListeners() ? null
            : Source.StartActivity($"write {stream.Name}", ActivityKind.Internal)?.SetTag("pipeline.rows", rows).SetTag("pipeline.write.system", into);

    /// <summary>The context of a recorded trace; null when the text is none, or is of one that nobody keeps.</summary>
    public static ActivityContext? Recorded(string? traceParent) =>
        traceParent is not null && ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? context
            : null;
}
