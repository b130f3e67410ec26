using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Watching;

/// <summary>Asks the brokers for people who watch. One client for the life of the process; not for several reads at once.</summary>
/// <param name="connection">Where the cluster is, and as whom to connect.</param>
/// <param name="topics">The topics that are of interest.</param>
/// <param name="patience">Longest wait for an answer.</param>
public sealed class ClusterReader(KafkaConnection connection, IReadOnlyCollection<string> topics, TimeSpan patience) : IDisposable
{
    /// <summary>The first offsets move only when retention removes something.</summary>
    private const int ReadsPerFirstOffsets = 30;

    private readonly IAdminClient _admin = Administration.Connect(connection);
    private readonly Dictionary<TopicPartition, long> _firstOffsets = [];
    private int _reads;

    /// <summary>Brokers, partitions and the ends of their logs. Blocks a thread of the pool's for the first part, as the client has no other way.</summary>
    /// <exception cref="KafkaException">No broker answers, or one refuses.</exception>
    public async Task<ClusterFigures> ReadAsync()
    {
        // Of all topics, never one by name: a request that names a topic may create it. It also makes the client look for new leaders.
        var metadata = _admin.GetMetadata(patience);
        var partitions = metadata.Topics.Where(t => topics.Contains(t.Topic)).SelectMany(Partitions).ToList();
        var served = partitions.Where(static p => p.Leader is not null).Select(static p => new TopicPartition(p.Topic, p.Partition)).ToList();
        if (_reads++ % ReadsPerFirstOffsets == 0 || served.Exists(p => !_firstOffsets.ContainsKey(p)))
        {
            foreach (var (partition, offset) in await OffsetsAsync(served, OffsetSpec.Earliest()))
                _firstOffsets[partition] = offset;
        }

        var ends = (await OffsetsAsync(served, OffsetSpec.Latest()))
            .ToDictionary(e => (e.Partition.Topic, e.Partition.Partition.Value), e => new LogEnd(_firstOffsets.GetValueOrDefault(e.Partition), e.Offset));
        return new(Brokers(metadata, partitions), partitions, ends);
    }

    /// <summary>Members and assignments of groups.</summary>
    /// <exception cref="KafkaException">No broker answers, one refuses, or none knows how, as those of a mock cluster.</exception>
    public async Task<IReadOnlyList<GroupFigures>> ReadGroupsAsync(IEnumerable<string> groups)
    {
        var described = await _admin.DescribeConsumerGroupsAsync(groups, new() { RequestTimeout = patience });
        return [.. described.ConsumerGroupDescriptions.Select(static g => new GroupFigures(
            g.GroupId, g.State.ToString(),
            [.. g.Members.Select(static m => new GroupMemberFigures(
                m.ClientId, m.Host.TrimStart('/'), [.. (m.Assignment?.TopicPartitions ?? []).Select(static p => p.Partition.Value).Order()]))]))];
    }

    /// <inheritdoc/>
    public void Dispose() => _admin.Dispose();

    private async Task<List<(TopicPartition Partition, long Offset)>> OffsetsAsync(IEnumerable<TopicPartition> partitions, OffsetSpec which)
    {
        var wanted = partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = which }).ToList();
        if (wanted.Count == 0)
            return [];
        List<TopicPartitionOffsetError> found;
        try
        {
            var answer = await _admin.ListOffsetsAsync(wanted, new() { RequestTimeout = patience });
            found = answer.ResultInfos.ConvertAll(static r => r.TopicPartitionOffsetError);
        }
        catch (ListOffsetsException e)
        {
            // One leader that is away must not hide what the others say.
            found = e.Result.ResultInfos.ConvertAll(static r => r.TopicPartitionOffsetError);
        }

        return [.. found.Where(static f => !f.Error.IsError).Select(static f => (f.TopicPartition, f.Offset.Value))];
    }

    private static IEnumerable<PartitionFigures> Partitions(TopicMetadata topic) => topic.Partitions
        .OrderBy(static p => p.PartitionId)
        .Select(p => new PartitionFigures(
            topic.Topic, p.PartitionId, p.Leader < 0 ? null : p.Leader, [.. p.Replicas.Order()], [.. p.InSyncReplicas.Order()]));

    private static List<BrokerFigures> Brokers(Metadata metadata, List<PartitionFigures> partitions)
    {
        var listed = metadata.Brokers.ConvertAll(static b => new BrokerFigures(b.BrokerId, $"{b.Host}:{b.Port}"));
        var missing = partitions.SelectMany(static p => p.Replicas).Distinct().Except(listed.Select(static b => b.Id)).Select(static id => new BrokerFigures(id, null));
        return [.. listed.Concat(missing).OrderBy(static b => b.Id)];
    }
}
