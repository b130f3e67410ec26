namespace Pipeline.Kafka.Consuming;

/// <summary>The position from which to continue reading a partition.</summary>
/// <param name="NextOffset">The progress in the database.</param>
/// <param name="FetchFrom">The offset to fetch from: the progress, or the start of the log if that is later.</param>
internal sealed record PartitionPosition(long NextOffset, long FetchFrom);

/// <summary>Finds the position of a partition from the progress in the database and the first and last offset of the log.</summary>
internal sealed class PartitionPositions(IBatchSink sink)
{
    public static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The progress in the database; null if there is none or it cannot be read within one second.</summary>
    public long? TryReadProgress(PartitionId partition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            return sink.ReadProgressAsync(partition, deadline.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is SinkFaultException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The topic id of the progress; null if it cannot be read. Progress without an id takes <paramref name="topicId"/>.</summary>
    public Guid? TryClaim(PartitionId partition, Guid topicId)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            return sink.ClaimTopicAsync(partition, topicId, deadline.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is SinkFaultException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Finds the position. A partition without progress starts at the first offset of the log.</summary>
    /// <exception cref="PartitionStoppedException">The log ends before the progress: the topic was recreated or truncated.</exception>
    /// <exception cref="SinkFaultException">The database does not answer.</exception>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public async Task<PartitionPosition> FindAsync(
        IConsumer<byte[], byte[]> consumer, PartitionId partition, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(WaitTimeout);
        var progress = await sink.ReadProgressAsync(partition, deadline.Token);
        var ends = consumer.QueryWatermarkOffsets(new TopicPartition(partition.TopicName, partition.Partition), WaitTimeout);
        var offset = progress ?? await sink.StartAtAsync(partition, ends.Low.Value, deadline.Token);
        if (offset > ends.High.Value)
        {
            throw new PartitionStoppedException(
                $"{partition.Group} is at offset {offset}, but the log ends at {ends.High.Value}: the topic was recreated or truncated.");
        }

        return new(offset, Math.Max(offset, ends.Low.Value));
    }
}

/// <summary>A partition must stop until an operator acts.</summary>
internal sealed class PartitionStoppedException(string message) : Exception(message);
