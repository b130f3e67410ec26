namespace Pipeline.Dashboard.Actions;

/// <summary>Work in the background that runs at most once at a time. Thread-safe.</summary>
/// <param name="explain">Turns an exception into a sentence for the user.</param>
/// <param name="time">Clock.</param>
public sealed class SingleFlightAction<T>(Func<Exception, string> explain, TimeProvider time) : IAsyncDisposable
    where T : class
{
    /// <summary>Longest wait for cancelled work during disposal. The work must record its progress before its connections close.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private bool _isDisposed;
    private ActionState<T> _state = new(null, null, null, null);
    private Task _running = Task.CompletedTask;

    /// <summary>The current state.</summary>
    public ActionState<T> State => Volatile.Read(ref _state);

    /// <summary>Raised after each change of <see cref="State"/>.</summary>
    public event EventHandler? Changed;

    /// <summary>Starts the work unless a run is in progress.</summary>
    /// <returns>Whether the work was started.</returns>
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

    /// <summary>Takes the result of another process, unless a run is in progress or ended at the same time or later here.</summary>
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

    /// <summary>Completes when the run in progress has ended; at once when there is none.</summary>
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
        await Ended().WaitAsync(StopTimeout, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            // Every exception becomes the result that the page shows; nobody awaits this task for its outcome.
            ended = State with { Result = null, Fault = explain(e) };
        }

        lock (_lock)
            _state = ended with { EndedAt = time.GetUtcNow() };
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
