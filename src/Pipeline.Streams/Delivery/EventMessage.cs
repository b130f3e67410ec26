using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Delivery;

/// <summary>An event to send to Kafka. The relay sends the bytes that the writer committed and does not change them.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Key">Kafka key, UTF-8.</param>
/// <param name="Value">The envelope as UTF-8 JSON.</param>
/// <param name="EventId">Header event-id.</param>
/// <param name="EventType">Header event-type.</param>
/// <param name="TraceParent">Header traceparent (W3C Trace Context); null if the writer had no recorded trace.</param>
public sealed record EventMessage(StreamDefinition Stream, byte[] Key, byte[] Value, Guid EventId, string EventType, string? TraceParent)
{
    /// <summary>Name of the header that labels injected faults.</summary>
    public const string DirtHeader = "dirt";

    /// <summary>Header dirt: the kind of injected fault (setting DIRT). Null for a regular message, which has no such header.</summary>
    public string? Dirt { get; init; }

    /// <summary>The target partition; null to choose it from the key.</summary>
    public int? Partition { get; init; }
}
