using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;
using Polly.Timeout;

namespace Pipeline.Hosting.Resilience;

/// <summary>
/// The sink behind the breaker: tries until the database takes the slice, as often as the breaker lets it. Only what is the
/// row's fault, or nobody's to cure, comes out as an exception.
/// </summary>
public sealed class BreakerSink(IBatchSink inner, ConsecutiveFailureBreaker breaker, TimeProvider time) : IBatchSink
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>The caller does not wait for a database that is away: it asks again itself, and its asking is no attempt at work.</summary>
    public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
        inner.ReadProgressAsync(partition, cancellationToken);

    /// <inheritdoc cref="ReadProgressAsync"/>
    public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) =>
        inner.StartAtAsync(partition, offset, cancellationToken);

    /// <inheritdoc/>
    public async Task<SinkResult> ApplyAsync(BatchSlice slice, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = Shorter(pause * 2, LongestPause))
        {
            try
            {
                return await breaker.AttemptAsync(token => inner.ApplyAsync(slice, token), IsDatabasesState, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && IsDatabasesState(e))
            {
                if (e is SinkFaultException { Fault: var fault })
                    FaultCounter.Count(fault);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private static bool IsDatabasesState(Exception e) =>
        e is TimeoutRejectedException or SinkFaultException { Fault.Action: FaultAction.Retry or FaultAction.OpenBreaker };

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
