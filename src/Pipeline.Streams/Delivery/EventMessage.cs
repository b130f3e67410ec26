using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Delivery;

/// <summary>An event on its way to Kafka. The bytes are final: the relay passes on what the writer committed.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Key">Kafka key, UTF-8.</param>
/// <param name="Value">The envelope as UTF-8 JSON.</param>
/// <param name="EventId">Header event-id.</param>
/// <param name="EventType">Header event-type.</param>
/// <param name="TraceParent">Header traceparent (W3C Trace Context), where the writer had a trace.</param>
public sealed record EventMessage(StreamDefinition Stream, byte[] Key, byte[] Value, Guid EventId, string EventType, string? TraceParent)
{
    /// <summary>Name of the header that labels dirt.</summary>
    public const string DirtHeader = "dirt";

    /// <summary>Header dirt: the kind of dirt that this message is, see DIRT; null, and no header, where it is none.</summary>
    public string? Dirt { get; init; }

    /// <summary>The partition to send it to; null: the key's.</summary>
    public int? Partition { get; init; }
}
