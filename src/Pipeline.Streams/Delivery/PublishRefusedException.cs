using Pipeline.Streams.Faults;

namespace Pipeline.Streams.Delivery;

/// <summary>The brokers refuse an event permanently. Tells the writer, because the event is stored nowhere.</summary>
public sealed class PublishRefusedException(Fault fault, string message) : Exception(message)
{
    /// <summary>The entry of the fault table.</summary>
    public Fault Fault { get; } = fault;
}
