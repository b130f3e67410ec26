using Pipeline.Streams.Faults;

namespace Pipeline.Operations.Status;

/// <summary>
/// A source that is asked again and again and may hang. Nobody waits longer than the waitTimeout: the question stays open, its late
/// answer is taken the next time, and no second one is asked meanwhile, so that a server in trouble gets no queue of them.
/// Not thread-safe.
/// </summary>
/// <param name="ask">Asks; should give up by itself when the token is cancelled.</param>
/// <param name="explain">Says in a sentence what an exception means.</param>
/// <param name="waitTimeout">Longest wait.</param>
/// <param name="time">Clock.</param>
public sealed class PolledSource<T>(Func<CancellationToken, Task<T>> ask, Func<Exception, string> explain, TimeSpan waitTimeout, TimeProvider time)
    where T : class
{
    /// <summary>After so many times the waitTimeout a question is given up, in case its answer got lost.</summary>
    private const int GivenUpAfter = 5;

    private Task<(T Value, DateTimeOffset At)>? _open;

    /// <summary>What was said last.</summary>
    public Reading<T> Last { get; private set; } = Reading.None<T>();

    /// <summary>Asks, or goes on waiting for the answer to an earlier question.</summary>
    public async Task<Reading<T>> ReadAsync(CancellationToken cancellationToken)
    {
        var asked = _open ??= Task.Run(AskAsync, CancellationToken.None);
        try
        {
            var (value, at) = await asked.WaitAsync(waitTimeout, time, cancellationToken);
            (_open, Last) = (null, new(value, at, null));
        }
        catch (TimeoutException) when (!asked.IsCompleted)
        {
            Last = Last with { Fault = $"no answer within {waitTimeout.TotalSeconds:0.0} s" };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _open = null;
            Last = Last with { Fault = explain(e) };
        }

        return Last;
    }

    /// <summary>Waits until no question is open, before what it is asked of is taken away.</summary>
    public async Task SettleAsync()
    {
        if (_open is { } asked)
            await asked.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task<(T Value, DateTimeOffset At)> AskAsync()
    {
        using var enough = new CancellationTokenSource(waitTimeout * GivenUpAfter, time);
        return (await ask(enough.Token), time.GetUtcNow());
    }
}
