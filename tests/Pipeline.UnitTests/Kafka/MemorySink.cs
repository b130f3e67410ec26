using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;

namespace Pipeline.UnitTests.Kafka;

/// <summary>
/// Does in memory what the database does: progress fences, processed events are not applied again, and a poisonous event makes its
/// whole sub-batch fail, which then changes nothing.
/// </summary>
internal sealed class MemorySink : IBatchSink
{
    private readonly HashSet<Guid> _processed = [];

    /// <summary>next_offset of a partition.</summary>
    public Dictionary<PartitionId, long> Progress { get; } = [];

    /// <summary>Events the database refuses for their own fault.</summary>
    public HashSet<Guid> Poison { get; } = [];

    /// <summary>Events that took effect, in order.</summary>
    public List<Guid> Applied { get; } = [];

    public int Duplicates { get; private set; }

    public int DeadLettered { get; private set; }

    /// <summary>Sub-batches asked for, including those that failed.</summary>
    public List<SubBatch> Asked { get; } = [];

    /// <summary>Holds every sub-batch back until it is completed.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Thrown instead of applying.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Runs before a sub-batch is applied, for example as another member.</summary>
    public Action<SubBatch>? Before { get; set; }

    public void Remember(Guid eventId) => _processed.Add(eventId);

    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
        Task.FromResult<long?>(Progress.TryGetValue(partition, out var next) ? next : null);

    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken)
    {
        Progress.TryAdd(partition, offset);
        return Task.FromResult(Progress[partition]);
    }

    /// <summary>topic_id of a partition.</summary>
    public Dictionary<PartitionId, Guid> TopicIds { get; } = [];

    public Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken)
    {
        TopicIds.TryAdd(partition, topicId);
        return Task.FromResult(TopicIds[partition]);
    }

    public async Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken)
    {
        if (Gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        Asked.Add(subBatch);
        Before?.Invoke(subBatch);
        if (Failure is not null)
            throw Failure;
        if (Progress[subBatch.Partition] != subBatch.Expected)
            return new(Fenced: true, Progress[subBatch.Partition], Applied: 0, Duplicates: 0);
        var ids = subBatch.Batch.EventId.AsSpan(subBatch.Start, subBatch.Count).ToArray();
        if (ids.Any(Poison.Contains))
            throw Fault("22003");
        var fresh = ids.Where(_processed.Add).ToList();
        Applied.AddRange(fresh);
        Duplicates += subBatch.Duplicates + ids.Length - fresh.Count;
        DeadLettered += subBatch.DeadLettered;
        Progress[subBatch.Partition] = subBatch.Next;
        return new(Fenced: false, subBatch.Next, fresh.Count, subBatch.Duplicates + ids.Length - fresh.Count);
    }

    public static SinkFaultException Fault(string sqlState) =>
        new(FaultTable.OfSqlState(sqlState), sqlState, $"SQLSTATE {sqlState}", new InvalidOperationException());
}
