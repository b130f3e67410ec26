using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Streams.Delivery;

/// <summary>The brokers refuse an event for good: whoever wrote it must know, because nothing keeps it.</summary>
public sealed class PublishRefusedException(Fault fault, string message) : Exception(message)
{
    /// <summary>The line of the fault table.</summary>
    public Fault Fault { get; } = fault;
}
