using Microsoft.Extensions.Logging;
using Pipeline.Hosting.Resilience;
using Pipeline.Postgres.Sink;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;
using Polly;

namespace Pipeline.Hosting.Resilience;

/// <summary>Repeats, with growing pauses and without limit, what fails because of the database's state. Thread-safe.</summary>
internal sealed class DatabaseRetry
{
    private readonly ILogger _log;
    private readonly ResiliencePipeline _retry;
    private int _inTrouble;

    public DatabaseRetry(ILogger log, TimeProvider? time = null) =>
        (_log, _retry) = (log, ResiliencePipelines.Retry(IsRetried, time ?? TimeProvider.System));

    /// <summary>Makes attempts until one succeeds. What waiting does not cure comes out as thrown.</summary>
    /// <param name="complaint">What is wrong while it fails, for the log.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends the repeating; a failure after that comes out.</param>
    public async Task<T> RunAsync<T>(string complaint, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(complaint, cancellationToken);
        try
        {
            var result = await _retry.ExecuteAsync(static async (_, attempt) => await attempt(), context, attempt);
            Interlocked.Exchange(ref _inTrouble, 0);
            return result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool IsRetried(Exception e, string? complaint)
    {
        if (PostgresFaults.Of(e) is not { } fault)
            return false;
        FaultCounter.Count(fault);
        if (fault.Action is FaultAction.DeadLetter or FaultAction.Stop)
            return false;
        // Many writes fail together while the database is away: one line until one of them succeeds.
        if (Interlocked.Exchange(ref _inTrouble, 1) == 0)
            _log.AttemptFailed(complaint!, PostgresFaults.Wrap(e, fault).Message);
        return true;
    }
}
