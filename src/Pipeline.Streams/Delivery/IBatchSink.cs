namespace Pipeline.Streams.Delivery;

/// <summary>
/// Applies a consumer's batches. An interface because the consumer (Kafka) and the sink (PostgreSQL) do not reference each other,
/// and because the circuit breaker wraps the sink that writes.
/// </summary>
public interface IBatchSink
{
    /// <summary>The next offset to apply; null if the partition has no progress yet.</summary>
    /// <exception cref="SinkFaultException">The progress could not be read.</exception>
    Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken);

    /// <summary>Stores the first offset of a partition without progress. Does not change existing progress.</summary>
    /// <returns>The next offset to apply.</returns>
    /// <exception cref="SinkFaultException">The progress could not be stored or read.</exception>
    Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken);

    /// <summary>Stores the topic's id in the progress of a partition, unless the progress already has an id.</summary>
    /// <param name="partition">A partition that has progress.</param>
    /// <param name="topicId">Id that Kafka assigned to the topic.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The id in the progress. If it differs from <paramref name="topicId"/>, the topic was recreated.</returns>
    /// <exception cref="SinkFaultException">The progress could not be read or written.</exception>
    Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken);

    /// <summary>Applies the rows and updates the partition's progress in one transaction.</summary>
    /// <exception cref="SinkFaultException">Nothing was applied, or the outcome is unknown. The fault has the action to take.</exception>
    Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken);
}
