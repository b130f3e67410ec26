namespace Pipeline.Streams.Delivery;

/// <summary>
/// Sends events to Kafka. An interface because the outbox (PostgreSQL) and the producer (Kafka) do not reference each other, and
/// because publishers that throttle or coalesce wrap the one that sends.
/// </summary>
public interface IEventPublisher
{
    /// <summary>
    /// Sends the messages in order and waits for all delivery reports. The caller must send unacknowledged messages again. A message
    /// can be sent twice when its delivery report is lost.
    /// </summary>
    Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken);
}
