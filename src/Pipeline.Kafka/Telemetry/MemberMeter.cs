using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Pipeline.Kafka.Consuming;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Telemetry;

/// <summary>
/// A member's partitions and their lag as metrics. The member's thread writes what it knows once a second and when a partition
/// goes; whoever looks reads that.
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
            l.Lag, new(MetricTags.Topic, l.Partition.TopicName), new(MetricTags.Group, l.Partition.Group), new(MetricTags.Partition, l.Partition.Partition))));
    }

    /// <summary>Shows how far behind the partitions are, each whose progress and log end are known.</summary>
    /// <param name="consumer">Knows the end of what it has fetched.</param>
    /// <param name="feeds">The partitions.</param>
    /// <param name="ends">Log ends of the client's statistics: it asks for them also while a partition is paused.</param>
    public void Show(IConsumer<byte[], byte[]> consumer, IReadOnlyCollection<PartitionBuffer> feeds, IReadOnlyDictionary<(string Topic, int Partition), long> ends)
    {
        var lags = new List<(PartitionId, long)>(feeds.Count);
        foreach (var feed in feeds)
        {
            var end = Math.Max(consumer.KnownEnd(feed), ends.GetValueOrDefault((feed.Partition.TopicName, feed.Partition.Partition), -1));
            if (feed.Settled is { } settled && end >= 0)
                lags.Add((feed.Partition, Math.Max(0, end - settled)));
        }

        Volatile.Write(ref _lags, [.. lags]);
    }

    /// <summary>A partition goes: its lag is its next owner's to tell, and what stays is told again within the second.</summary>
    public void Forget() => Volatile.Write(ref _lags, []);

    /// <summary>The member has left: it shows nothing any more.</summary>
    public void End()
    {
        _partitions.Dispose();
        _lag.Dispose();
    }
}
