using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Telemetry;

/// <summary>
/// Spans of the pipeline. An event's trace starts with the writer's transaction, passes the outbox (column trace_parent) and Kafka
/// (header traceparent), and ends with the consumer's commit. Without a listener, no spans are created.
/// </summary>
public static class PipelineTracing
{
    /// <summary>Name of <see cref="Source"/>.</summary>
    public const string SourceName = "Pipeline";

    /// <summary>Maximum number of links per span: the default of the OpenTelemetry specification.</summary>
    public const int MaxLinks = 128;

    /// <summary>The source of all spans.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>
    /// Traceparent of the current span; null if the span is not recorded. Unrecorded traces are not passed on, because each would add
    /// a header of 55 bytes to the event.
    /// </summary>
    public static string? TraceParent => Activity.Current is { Recorded: true } current ? current.Id : null;

    /// <summary>Starts the span of a writer's transaction.</summary>
    /// <param name="stream">Stream of the rows.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="system">Target: postgresql or kafka.</param>
    /// <returns>The span; null without a listener.</returns>
    public static Activity? StartWrite(StreamDefinition stream, int rows, string system) => !Source.HasListeners()
        ? null
        : Source.StartActivity($"write {stream.Name}", ActivityKind.Internal)
            ?.SetTag("pipeline.rows", rows).SetTag("pipeline.write.system", system);

    /// <summary>Parses a traceparent; null if the text is invalid or the trace is not recorded.</summary>
    public static ActivityContext? Recorded(string? traceParent) =>
        traceParent is not null && ActivityContext.TryParse(traceParent, null, isRemote: true, out var context)
        && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? context
            : null;
}
