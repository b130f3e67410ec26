namespace Pipeline.Hosting.Resilience;

/// <summary>
/// A sink with retry and circuit breaker. It retries a sub-batch while the database is unavailable. A fault of a row, and a fault
/// that waiting does not fix, is thrown to the caller.
/// </summary>
public sealed class BreakerSink(IBatchSink inner, ConsecutiveFailureBreaker breaker, TimeProvider time) : IBatchSink
{
    private readonly ResiliencePipeline _retry = ResiliencePipelines.Retry(CountFault, time);

    /// <summary>Neither waits for the breaker nor counts as an attempt: the caller retries while the database is unavailable.</summary>
    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
        inner.ReadProgressAsync(partition, cancellationToken);

    /// <inheritdoc cref="ReadProgressAsync"/>
    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) =>
        inner.StartAtAsync(partition, offset, cancellationToken);

    /// <inheritdoc cref="ReadProgressAsync"/>
    public Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken) =>
        inner.ClaimTopicAsync(partition, topicId, cancellationToken);

    /// <inheritdoc/>
    public async Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken) => await _retry.ExecuteAsync(
        async token => await breaker.AttemptAsync(attempt => inner.ApplyAsync(subBatch, attempt), IsDatabaseFault, token),
        cancellationToken);

    private static bool CountFault(Exception e, string? key)
    {
        if (IsDatabaseFault(e) && e is SinkFaultException { Fault: var fault })
            FaultCounter.Count(fault);
        return IsDatabaseFault(e);
    }

    private static bool IsDatabaseFault(Exception e) =>
        e is TimeoutRejectedException or SinkFaultException { Fault.Action: FaultAction.Retry or FaultAction.OpenBreaker };
}
