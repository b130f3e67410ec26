namespace Pipeline.Dashboard.Board;

/// <summary>How an action stands. Immutable.</summary>
/// <param name="StartedAt">When it was started last, UTC; null before the first time.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Fault">Why nothing came of it, as a sentence.</param>
public sealed record ActionState<T>(DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, T? Result, string? Fault)
    where T : class
{
    /// <summary>Whether it runs.</summary>
    public bool IsRunning => StartedAt is not null && EndedAt is null;
}

/// <summary>Work that runs in the background and once at a time, whoever starts it. Thread-safe.</summary>
/// <param name="explain">Says in a sentence what an exception means.</param>
/// <param name="time">Clock.</param>
public sealed class SoloAction<T>(Func<Exception, string> explain, TimeProvider time) : IAsyncDisposable
    where T : class
{
    /// <summary>Longest wait, at the end, for work that was told to stop: what it has done must be noted before its servers are let go.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;
    private ActionState<T> _state = new(null, null, null, null);
    private Task _running = Task.CompletedTask;

    /// <summary>How it stands.</summary>
    public ActionState<T> State => Volatile.Read(ref _state);

    /// <summary>Called after each change.</summary>
    public event EventHandler? Changed;

    /// <summary>Starts it, unless it runs already.</summary>
    /// <returns>Whether it was started.</returns>
    public bool TryStart(Func<CancellationToken, Task<T>> work)
    {
        lock (_lock)
        {
            if (_state.IsRunning)
                return false;
            _state = new(time.GetUtcNow(), null, _state.Result, null);
            _running = Task.Run(() => RunAsync(work));
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return true;
    }

    /// <summary>Takes over what came of it elsewhere, unless it runs or ended later here.</summary>
    public void Adopt(T result, DateTimeOffset endedAt)
    {
        lock (_lock)
        {
            if (_state.IsRunning || _state.EndedAt >= endedAt)
                return;
            _state = new(endedAt, endedAt, result, null);
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Completes when what was started has ended.</summary>
    public Task Ended()
    {
        lock (_lock)
            return _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _stop.CancelAsync();
        await Ended().WaitAsync(EndPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task<T>> work)
    {
        ActionState<T> ended;
        try
        {
            ended = State with { Result = await work(_stop.Token) };
        }
        catch (Exception e)
        {
            // Whatever it was, it is the answer to whoever pressed the button.
            ended = State with { Result = null, Fault = explain(e) };
        }

        lock (_lock)
            _state = ended with { EndedAt = time.GetUtcNow() };
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
