using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;
using Polly;
using Polly.Timeout;

namespace Pipeline.Hosting.Resilience;

/// <summary>
/// The sink behind the breaker. It repeats a sub-batch until the database accepts it, as often as the breaker allows. A fault of the
/// row, and one that waiting does not cure, comes out as an exception.
/// </summary>
public sealed class BreakerSink(IBatchSink inner, ConsecutiveFailureBreaker breaker, TimeProvider time) : IBatchSink
{
    private readonly ResiliencePipeline _retry = ResiliencePipelines.Retry(CountFault, time);

    /// <summary>Neither waits for the breaker nor counts as an attempt: the caller asks again while the database is away.</summary>
    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
        inner.ReadProgressAsync(partition, cancellationToken);

    /// <inheritdoc cref="ReadProgressAsync"/>
    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) =>
        inner.StartAtAsync(partition, offset, cancellationToken);

    /// <inheritdoc/>
    public async Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken) => await _retry.ExecuteAsync(
        async token => await breaker.AttemptAsync(attempt => inner.ApplyAsync(subBatch, attempt), IsDatabasesState, token),
        cancellationToken);

    private static bool CountFault(Exception e, string? key)
    {
        if (IsDatabasesState(e) && e is SinkFaultException { Fault: var fault })
            FaultCounter.Count(fault);
        return IsDatabasesState(e);
    }

    private static bool IsDatabasesState(Exception e) =>
        e is TimeoutRejectedException or SinkFaultException { Fault.Action: FaultAction.Retry or FaultAction.OpenBreaker };
}
