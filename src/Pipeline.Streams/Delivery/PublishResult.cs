using Pipeline.Streams.Faults;

namespace Pipeline.Streams.Delivery;

/// <summary>Result of sending a list of messages in order.</summary>
/// <param name="Acknowledged">Number of messages at the start of the list that all in-sync replicas acknowledged.</param>
/// <param name="Failure">Why the next message is not acknowledged; null if all are.</param>
/// <param name="Fault">The entry of the fault table; null if neither the client nor a broker reported an error.</param>
public readonly record struct PublishResult(int Acknowledged, string? Failure, Fault? Fault = null)
{
    /// <summary>Whether the brokers refuse the message permanently. A retry fails until a setting or the message changes.</summary>
    public bool IsRefused => Fault?.Action == FaultAction.Stop;
}
