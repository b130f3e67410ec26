namespace Pipeline.Streams.Delivery;

/// <summary>
/// Where a consumer's batches take effect. An interface because the consumer (Kafka) and the sink (PostgreSQL) must not know
/// each other, and because the breaker wraps the sink that writes.
/// </summary>
public interface IBatchSink
{
    /// <summary>The offset the partition goes on from, or null when the group has never applied any of it.</summary>
    Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken);

    /// <summary>Records where a partition without progress begins. Leaves progress that is there alone.</summary>
    /// <returns>The offset the partition goes on from.</returns>
    Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken);

    /// <summary>Applies the slice in one transaction together with the partition's progress, or not at all.</summary>
    /// <exception cref="SinkFaultException">Nothing was applied, or it is not known; says what to do about it.</exception>
    Task<SinkResult> ApplyAsync(SubBatch slice, CancellationToken cancellationToken);
}
