namespace Pipeline.Events.Delivery;

/// <summary>What became of a list of messages sent in order.</summary>
/// <param name="Acknowledged">So many, from the first on, are acknowledged by Kafka (all in-sync replicas).</param>
/// <param name="Failure">Why the next one is not; null when all are acknowledged.</param>
public readonly record struct PublishResult(int Acknowledged, string? Failure);
