namespace Pipeline.Streams.Delivery;

/// <summary>
/// Stores dead letters. An interface because there are two stores: the dead-letter topic and, if the topic is unavailable, the table
/// dead_letters.
/// </summary>
public interface IDeadLetterStore
{
    /// <summary>Stores a dead letter durably before it returns. Storing the same dead letter twice is harmless.</summary>
    Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken);
}
