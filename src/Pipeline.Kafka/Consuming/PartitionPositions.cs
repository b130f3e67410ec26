using Confluent.Kafka;
using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka.Consuming;

/// <summary>Where a partition goes on.</summary>
/// <param name="NextOffset">The database's progress.</param>
/// <param name="FetchFrom">What to ask the broker for: the same, or the first offset it still has.</param>
internal sealed record PartitionPosition(long NextOffset, long FetchFrom);

/// <summary>Finds where a partition goes on: the database's progress, held against what the log still has.</summary>
internal sealed class PartitionPositions(IBatchSink sink)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The database's progress; null when it is not known, or not within a moment.</summary>
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

    /// <summary>The position; begins at the start of the log where there is no progress yet.</summary>
    /// <exception cref="PartitionStoppedException">The log ends before the progress: it is not the log the progress was made in.</exception>
    /// <exception cref="SinkFaultException">The database does not answer.</exception>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public async Task<PartitionPosition> FindAsync(IConsumer<byte[], byte[]> consumer, PartitionId partition, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(WaitTimeout);
        var progress = await sink.ReadProgressAsync(partition, deadline.Token);
        var ends = consumer.QueryWatermarkOffsets(new TopicPartition(partition.TopicName, partition.Partition), WaitTimeout);
        var offset = progress ?? await sink.StartAtAsync(partition, ends.Low.Value, deadline.Token);
        if (offset > ends.High.Value)
        {
            throw new PartitionStoppedException(
                $"{partition.Group} has come to offset {offset}, but the log ends at {ends.High.Value}: the topic was made anew. Delete its rows in consumer_progress to begin again");
        }

        return new(offset, Math.Max(offset, ends.Low.Value));
    }
}

/// <summary>A partition that must stand still until a person has looked.</summary>
internal sealed class PartitionStoppedException(string message) : Exception(message);
