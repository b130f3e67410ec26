namespace Benchmarks.Load;

/// <summary>Reports every sub-batch that the inner sink has committed. Fenced sub-batches are not in effect and are not reported.</summary>
internal sealed class ObservedSink(IBatchSink inner, Action<SubBatch> applied) : IBatchSink
{
    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
        inner.ReadProgressAsync(partition, cancellationToken);

    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) =>
        inner.StartAtAsync(partition, offset, cancellationToken);

    public Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken) =>
        inner.ClaimTopicAsync(partition, topicId, cancellationToken);

    public async Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken)
    {
        var result = await inner.ApplyAsync(subBatch, cancellationToken);
        if (!result.Fenced)
            applied(subBatch);
        return result;
    }
}
