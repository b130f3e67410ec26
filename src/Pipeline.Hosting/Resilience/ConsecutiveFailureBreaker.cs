using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Resilience;

/// <summary>
/// Opens after a number of consecutive failed attempts; one success resets the count. Stays open for a time with jitter, then allows
/// one probe: success closes it, failure opens it again. Polly's breaker counts the ratio of failures in a window, not consecutive
/// failures, so this class counts the failures itself and opens and closes Polly's circuit manually. An attempt waits while the failures
/// and the attempts in flight add up to the limit, so the breaker opens after exactly that number. Thread-safe; one per member.
/// </summary>
public sealed class ConsecutiveFailureBreaker : IDisposable
{
    /// <summary>Maximum relative extension of the open time, so that the consumers do not all probe at the same time.</summary>
    private const double Jitter = 0.1;

    private readonly CircuitBreakerManualControl _circuit = new();
    private readonly ResiliencePipeline _attempt;
    private readonly BreakerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Not seeded with the process id: breakers of one process share it, and in containers it is always 1.</summary>
    private readonly SeededRandom _random = new(RandomNumberGenerator.GetInt32(int.MaxValue));
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = NewSignal();
    private ITimer? _timer;
    private int _failures;
    private int _inFlight;

    /// <summary>Creates a closed breaker.</summary>
    /// <param name="options">Number of failures that open it, and time it stays open.</param>
    /// <param name="attemptTimeout">Timeout of one attempt. Without it, a probe that hangs would keep the breaker open.</param>
    /// <param name="log">Log of the state changes.</param>
    /// <param name="time">Clock.</param>
    public ConsecutiveFailureBreaker(
        BreakerOptions options, TimeSpan attemptTimeout, ILogger<ConsecutiveFailureBreaker> log, TimeProvider time)
    {
        (_options, _log, _time) = (options, log, time);
        _attempt = ResiliencePipelines.Attempt(_circuit, attemptTimeout, time);
    }

    /// <summary>Current state.</summary>
    public BreakerState State { get; private set; }

    /// <summary>Consecutive failed attempts.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>The last state changes.</summary>
    public BreakerHistory History { get; } = new();

    /// <summary>Waits until the breaker allows an attempt, then makes one. Throws what the attempt throws.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="isFailure">Whether an exception counts as a failure. A fault of the database does, a bad row does not.</param>
    /// <param name="cancellationToken">Cancels the wait and the attempt.</param>
    public async Task<T> AttemptAsync<T>(
        Func<CancellationToken, Task<T>> attempt, Func<Exception, bool> isFailure, CancellationToken cancellationToken)
    {
        var isProbe = await EnterAsync(cancellationToken);
        try
        {
            if (isProbe)
                await _circuit.CloseAsync(cancellationToken);
            var result = await _attempt.ExecuteAsync(async token => await attempt(token), cancellationToken);
            Succeeded();
            return result;
        }
        catch when (cancellationToken.IsCancellationRequested)
        {
            Cancelled();
            throw;
        }
        catch (Exception e) when (isFailure(e))
        {
            await FailedAsync();
            throw;
        }
        catch
        {
            // The database responded, even if it refused the row.
            Succeeded();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    /// <summary>Waits for a permit.</summary>
    /// <returns>Whether the attempt is the probe.</returns>
    private async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (State == BreakerState.Closed
                    ? _failures + _inFlight < _options.Failures
                    : State == BreakerState.Probing && _inFlight == 0)
                {
                    _inFlight++;
                    return State == BreakerState.Probing;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Succeeded()
    {
        lock (_lock)
        {
            _inFlight--;
            _failures = 0;
            Signal();
            if (State == BreakerState.Closed)
                return;
            Change(BreakerState.Closed);
        }

        _log.BreakerClosed();
    }

    /// <summary>A cancelled attempt is neither failure nor success: the failure count stays, and another attempt can begin.</summary>
    private void Cancelled()
    {
        lock (_lock)
        {
            _inFlight--;
            Signal();
        }
    }

    private async Task FailedAsync()
    {
        int failures;
        lock (_lock)
        {
            _inFlight--;
            failures = ++_failures;
            if (failures < _options.Failures)
                return;
            Change(BreakerState.Open);
        }

        var openFor = _options.OpenFor * (1 + (Jitter * _random.Fraction()));
        _log.BreakerOpened(failures, openFor.TotalSeconds);
        await _circuit.IsolateAsync();
        _timer?.Dispose();
        _timer = _time.CreateTimer(_ => Probe(), null, openFor, Timeout.InfiniteTimeSpan);
    }

    private void Probe()
    {
        lock (_lock)
            Change(BreakerState.Probing);
        _log.BreakerProbes();
    }

    private void Change(BreakerState state)
    {
        State = state;
        History.Add(state, _time.GetUtcNow());
        Signal();
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
