namespace Pipeline.Streams.Delivery;

/// <summary>
/// Keeps a message that was given up. An interface because there are two places: the dead-letter topic, and behind it the
/// table dead_letters for when the topic does not answer.
/// </summary>
public interface IDeadLetterStore
{
    /// <summary>Keeps the message; returns only when it is safe there. Keeping the same message twice is harmless.</summary>
    Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken);
}
