using Microsoft.Extensions.Logging;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Hosting.Composition;

/// <summary>Tries again, with growing pauses and for as long as it takes, what the database's state has prevented. Thread-safe.</summary>
internal sealed class DatabaseRetry(ILogger log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private int _inTrouble;

    /// <summary>Makes attempts until one succeeds. What waiting does not cure comes out as it was thrown.</summary>
    /// <param name="complaint">What is wrong while it fails, for the log.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends the repeating; a failure after that comes out.</param>
    public async Task<T> RunAsync<T>(string complaint, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var result = await attempt();
                Interlocked.Exchange(ref _inTrouble, 0);
                return result;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && PostgresFaults.Of(e) is { } fault)
            {
                FaultCounter.Count(fault);
                if (fault.Action is FaultAction.DeadLetter or FaultAction.Stop)
                    throw;
                // Several fail together; it is said once.
                if (Interlocked.Exchange(ref _inTrouble, 1) == 0)
                    log.AttemptFailed(complaint, PostgresFaults.Wrap(e, fault).Message);
            }

            await Task.Delay(pause, cancellationToken);
        }
    }
}
