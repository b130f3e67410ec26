namespace Pipeline.Hosting.Resilience;

/// <summary>Retries an operation with growing delays and without limit while the database is unavailable. Thread-safe.</summary>
internal sealed class DatabaseRetry
{
    private readonly ILogger _log;
    private readonly ResiliencePipeline _retry;
    private int _isFailing;

    public DatabaseRetry(ILogger log, TimeProvider? time = null) =>
        (_log, _retry) = (log, ResiliencePipelines.Retry(IsRetried, time ?? TimeProvider.System));

    /// <summary>Makes attempts until one succeeds. Throws a fault that waiting does not fix.</summary>
    /// <param name="failure">What fails, for the log, such as "Cannot write events".</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends the retries; the next failure is thrown.</param>
    public async Task<T> RunAsync<T>(string failure, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(failure, cancellationToken);
        try
        {
            var result = await _retry.ExecuteAsync(static async (_, attempt) => await attempt(), context, attempt);
            Interlocked.Exchange(ref _isFailing, 0);
            return result;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool IsRetried(Exception e, string? failure)
    {
        if (PostgresFaults.Of(e) is not { } fault)
            return false;
        FaultCounter.Count(fault);
        if (fault.Action is FaultAction.DeadLetter or FaultAction.Stop)
            return false;
        // Many writes fail at once while the database is unavailable: log one line until one of them succeeds.
        if (Interlocked.Exchange(ref _isFailing, 1) == 0)
            _log.AttemptFailed(failure!, PostgresFaults.Wrap(e, fault).Message);
        return true;
    }
}
