using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Monitoring;

/// <summary>
/// Reads the state of the cluster for status reports. Not thread-safe. Uses only blocking calls of the client, because the
/// asynchronous ones (ListOffsets, DescribeConsumerGroups) can fail a librdkafka assertion and abort the process when a call times out
/// during a connection attempt.
/// </summary>
/// <param name="connection">The cluster.</param>
/// <param name="topics">Names of the topics to report.</param>
/// <param name="waitTimeout">Timeout of each request.</param>
public sealed class ClusterReader(KafkaConnection connection, IReadOnlyCollection<string> topics, TimeSpan waitTimeout) : IDisposable
{
    /// <summary>First offsets are read rarely, because only retention changes them.</summary>
    private const int ReadsPerFirstOffsets = 30;

    private static readonly Timestamp First = new(-2, TimestampType.CreateTime);
    private static readonly Timestamp End = new(-1, TimestampType.CreateTime);

    private readonly MonitoringClient _client = new(connection);
    private readonly Dictionary<TopicPartition, long> _firstOffsets = [];
    private int _reads;

    /// <summary>Reads brokers, partitions and log ends.</summary>
    /// <exception cref="KafkaException">No broker answers, or one refuses.</exception>
    public ClusterStatistics Read()
    {
        // Requests all topics, because a request for a named topic can create it. Also makes the client find new leaders.
        var metadata = _client.Admin.GetMetadata(waitTimeout);
        var partitions = metadata.Topics.Where(t => topics.Contains(t.Topic)).SelectMany(Partitions).ToList();
        var served = partitions.Where(static p => p.Leader is not null)
            .Select(static p => new TopicPartition(p.Topic, p.Partition)).ToList();
        if (_reads++ % ReadsPerFirstOffsets == 0 || served.Exists(p => !_firstOffsets.ContainsKey(p)))
        {
            foreach (var (partition, offset) in Offsets(served, First))
                _firstOffsets[partition] = offset;
        }

        var ends = Offsets(served, End)
            .ToDictionary(
                e => (e.Partition.Topic, e.Partition.Partition.Value),
                e => new LogEnd(_firstOffsets.GetValueOrDefault(e.Partition), e.Offset));
        return new(Brokers(metadata, partitions), partitions, ends);
    }

    /// <summary>Reads state and number of members of the groups. Leaves out groups that the brokers do not know.</summary>
    /// <exception cref="KafkaException">No broker answers, or one refuses.</exception>
    public IReadOnlyList<GroupStatus> ReadGroups(IEnumerable<string> groups) =>
    [
        .. groups.Select(name => _client.Admin.ListGroup(name, waitTimeout))
            .Where(static g => g is { Error.IsError: false, State.Length: > 0 })
            .Select(static g => new GroupStatus(g.Group, g.State, g.Members.Count)),
    ];

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private List<(TopicPartition Partition, long Offset)> Offsets(List<TopicPartition> partitions, Timestamp which)
    {
        if (partitions.Count == 0)
            return [];
        IEnumerable<TopicPartitionOffsetError> found;
        try
        {
            found = _client.Consumer.OffsetsForTimes(partitions.Select(p => new TopicPartitionTimestamp(p, which)), waitTimeout)
                .Select(static f => new TopicPartitionOffsetError(f.TopicPartition, f.Offset, new Error(ErrorCode.NoError)));
        }
        catch (TopicPartitionOffsetException e)
        {
            // Some leaders did not answer. The results of the others are valid.
            found = e.Results;
        }

        return [.. found.Where(static f => !f.Error.IsError && f.Offset.Value >= 0).Select(static f => (f.TopicPartition, f.Offset.Value))];
    }

    private static IEnumerable<PartitionStatus> Partitions(TopicMetadata topic) => topic.Partitions
        .OrderBy(static p => p.PartitionId)
        .Select(p => new PartitionStatus(
            topic.Topic, p.PartitionId, p.Leader < 0 ? null : p.Leader, [.. p.Replicas.Order()], [.. p.InSyncReplicas.Order()]));

    private static List<BrokerStatus> Brokers(Metadata metadata, List<PartitionStatus> partitions)
    {
        var listed = metadata.Brokers.ConvertAll(static b => new BrokerStatus(b.BrokerId, $"{b.Host}:{b.Port}"));
        var missing = partitions.SelectMany(static p => p.Replicas).Distinct()
            .Except(listed.Select(static b => b.Id))
            .Select(static id => new BrokerStatus(id, null));
        return [.. listed.Concat(missing).OrderBy(static b => b.Id)];
    }
}
