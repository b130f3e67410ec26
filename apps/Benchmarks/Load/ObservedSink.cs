using Pipeline.Streams.Delivery;

namespace Benchmarks.Load;

/// <summary>Reports every slice that the inner sink has committed. Fenced slices are not in effect and are not reported.</summary>
internal sealed class ObservedSink(IBatchSink inner, Action<SubBatch> applied) : IBatchSink
{
    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
        inner.ReadProgressAsync(partition, cancellationToken);

    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) =>
        inner.StartAtAsync(partition, offset, cancellationToken);

    public async Task<SinkResult> ApplyAsync(SubBatch slice, CancellationToken cancellationToken)
    {
        var result = await inner.ApplyAsync(slice, cancellationToken);
        if (!result.Fenced)
            applied(slice);
        return result;
    }
}
