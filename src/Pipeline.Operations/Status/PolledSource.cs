namespace Pipeline.Operations.Status;

/// <summary>
/// A source that is polled and may hang. A read waits at most <paramref name="waitTimeout"/>. The request then stays pending, and a
/// later read takes its result. No second request is sent meanwhile, so a slow server gets no queue of requests. Not thread-safe.
/// </summary>
/// <param name="ask">Sends the request; should end when the token is cancelled.</param>
/// <param name="explain">Translates an exception to a sentence.</param>
/// <param name="waitTimeout">Maximum wait per read.</param>
/// <param name="time">Clock.</param>
public sealed class PolledSource<T>(
    Func<CancellationToken, Task<T>> ask, Func<Exception, string> explain, TimeSpan waitTimeout, TimeProvider time)
    where T : class
{
    /// <summary>A pending request is cancelled after this many wait timeouts, in case its response was lost.</summary>
    private const int CancelAfter = 5;

    private Task<(T Value, DateTimeOffset At)>? _pending;

    /// <summary>The last reading.</summary>
    public Reading<T> Last { get; private set; } = Reading.None<T>();

    /// <summary>Sends a request, or waits for the pending one. Throws only when it is cancelled; a fault is in the reading.</summary>
    public async Task<Reading<T>> ReadAsync(CancellationToken cancellationToken)
    {
        var pending = _pending ??= Task.Run(AskAsync, CancellationToken.None);
        try
        {
            var (value, at) = await pending.WaitAsync(waitTimeout, time, cancellationToken);
            (_pending, Last) = (null, new(value, at, null));
        }
        catch (TimeoutException) when (!pending.IsCompleted)
        {
            Last = Last with { Fault = $"no answer within {waitTimeout.TotalSeconds:0.0} s" };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _pending = null;
            Last = Last with { Fault = explain(e) };
        }

        return Last;
    }

    /// <summary>Waits for the pending request. Call it before disposing what the request uses.</summary>
    public async Task DrainAsync()
    {
        if (_pending is { } pending)
        {
            await pending.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<(T Value, DateTimeOffset At)> AskAsync()
    {
        using var deadline = new CancellationTokenSource(waitTimeout * CancelAfter, time);
        return (await ask(deadline.Token), time.GetUtcNow());
    }
}
