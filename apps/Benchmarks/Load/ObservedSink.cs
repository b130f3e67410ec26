using Pipeline.Streams.Delivery;

namespace Benchmarks.Load;

/// <summary>Stands before a sink and tells what has taken effect: every slice whose transaction has ended, but not a fenced one.</summary>
internal sealed class ObservedSink(IBatchSink inner, Action<BatchSlice> tookEffect) : IBatchSink
{
    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) => inner.ReadProgressAsync(partition, cancellationToken);

    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) => inner.StartAtAsync(partition, offset, cancellationToken);

    public async Task<SinkResult> ApplyAsync(BatchSlice slice, CancellationToken cancellationToken)
    {
        var result = await inner.ApplyAsync(slice, cancellationToken);
        if (!result.Fenced)
            tookEffect(slice);
        return result;
    }
}
