namespace Pipeline.Kafka.Consuming;

/// <summary>
/// Publishes a member's number of partitions and their lag as metrics. The member's thread updates the lag once per second and at
/// a rebalance; listeners read it on any thread.
/// </summary>
internal sealed class MemberMeter
{
    private readonly IDisposable _partitions;
    private readonly IDisposable _lag;
    private (PartitionId Partition, long Lag)[] _lags = [];

    public MemberMeter(string topic, string group, string client, MemberStatus status)
    {
        KeyValuePair<string, object?>[] tags = [new(MetricTags.Topic, topic), new(MetricTags.Group, group), new(MetricTags.Client, client)];
        _partitions = Instruments.AssignedPartitions.Observe(() => [new Measurement<long>(status.Assigned, tags)]);
        _lag = Instruments.ConsumerLag.Observe(() => Volatile.Read(ref _lags).Select(static l => new Measurement<long>(
            l.Lag,
            new(MetricTags.Topic, l.Partition.TopicName),
            new(MetricTags.Group, l.Partition.Group),
            new(MetricTags.Partition, l.Partition.Partition))));
    }

    /// <summary>Updates the lag of the partitions whose progress and log end are known.</summary>
    /// <param name="consumer">The client, for its cached log ends.</param>
    /// <param name="buffers">The partitions.</param>
    /// <param name="ends">Log ends from the client's statistics, which are also current while a partition is paused.</param>
    public void Show(
        IConsumer<byte[], byte[]> consumer, IReadOnlyCollection<PartitionBuffer> buffers,
        IReadOnlyDictionary<(string Topic, int Partition), long> ends)
    {
        var lags = new List<(PartitionId, long)>(buffers.Count);
        foreach (var buffer in buffers)
        {
            var reported = ends.GetValueOrDefault((buffer.Partition.TopicName, buffer.Partition.Partition), -1);
            var end = Math.Max(consumer.KnownEnd(buffer), reported);
            if (buffer.Progress is { } progress && end >= 0)
                lags.Add((buffer.Partition, Math.Max(0, end - progress)));
        }

        Volatile.Write(ref _lags, [.. lags]);
    }

    /// <summary>Removes all lags when a partition is revoked. The next update, within a second, adds the remaining ones again.</summary>
    public void Clear() => Volatile.Write(ref _lags, []);

    /// <summary>Removes all metrics of the member.</summary>
    public void End()
    {
        _partitions.Dispose();
        _lag.Dispose();
    }
}
