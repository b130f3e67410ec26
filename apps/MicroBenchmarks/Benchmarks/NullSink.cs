namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Accepts and discards every sub-batch, so that a benchmark measures the code before the database.</summary>
internal sealed class NullSink : IBatchSink, IDeadLetterStore
{
    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) => Task.FromResult(offset);

    public Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken) => Task.FromResult(topicId);

    public Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken) =>
        Task.FromResult(new SinkResult(Fenced: false, subBatch.Next, subBatch.Count, subBatch.Duplicates));

    public Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken) => Task.CompletedTask;
}
