using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Streams.Delivery;

/// <summary>What became of a list of messages sent in order.</summary>
/// <param name="Acknowledged">So many, from the first on, are acknowledged by Kafka (all in-sync replicas).</param>
/// <param name="Failure">Why the next one is not; null when all are acknowledged.</param>
/// <param name="Fault">Its line of the fault table, where the client or a broker gave an error.</param>
public readonly record struct PublishResult(int Acknowledged, string? Failure, Fault? Fault = null)
{
    /// <summary>Whether waiting will not cure it: the brokers refuse the message until somebody changes their settings or its.</summary>
    public bool IsRefused => Fault?.Action == FaultAction.Stop;
}
