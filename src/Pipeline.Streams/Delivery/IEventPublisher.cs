namespace Pipeline.Streams.Delivery;

/// <summary>
/// Sends events to Kafka. An interface because the outbox (PostgreSQL) and the producer (Kafka) must not know each other,
/// and because a publisher that holds the writer back wraps the one that sends.
/// </summary>
public interface IEventPublisher
{
    /// <summary>
    /// Sends the messages in order and waits for every delivery report. Sent more than once is possible (the report was lost),
    /// lost is not: what is not counted as acknowledged must be sent again.
    /// </summary>
    Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken);
}
