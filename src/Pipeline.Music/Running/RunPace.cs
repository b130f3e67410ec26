namespace Pipeline.Music.Running;

/// <summary>
/// Decides which events are due: all (--speed max), those before the current simulated time (--speed N), or a number that grows with the
/// wall-clock time (--rate).
/// </summary>
internal sealed class RunPace
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly double? _speed;
    private readonly double? _rate;
    private readonly Pace? _pace;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly long _began;

    /// <summary>Starts the clock.</summary>
    /// <param name="speed">Simulated seconds per wall-clock second; null for as fast as possible, or with a rate.</param>
    /// <param name="rate">Events per second; null without one.</param>
    /// <param name="start">Start of the simulated time, milliseconds since 1970.</param>
    /// <param name="time">Clock.</param>
    public RunPace(double? speed, double? rate, long start, TimeProvider time)
    {
        (_speed, _rate, _start, _time, _began) = (speed, rate, start, time, time.GetTimestamp());
        _pace = rate is { } perSecond ? new(perSecond, time) : null;
    }

    /// <summary>Time since the start of the clock.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_began);

    /// <summary>The events that are due.</summary>
    /// <param name="max">Maximum number to take.</param>
    /// <returns>The end of the due simulated time, milliseconds since 1970, excluded; and the maximum number of due events.</returns>
    public (long Until, int Max) Due(int max)
    {
        if (_pace is not null)
            return (long.MaxValue, _pace.Take(max));
        return (_speed is { } speed ? _start + (long)(Elapsed.TotalMilliseconds * speed) : long.MaxValue, max);
    }

    /// <summary>Waits until the next event can be due, 1–500 ms.</summary>
    /// <param name="nextEvent">Time of the next event, milliseconds since 1970.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task WaitAsync(long nextEvent, CancellationToken cancellationToken)
    {
        var wait = _rate is { } rate
            ? TimeSpan.FromSeconds(1 / rate)
            : TimeSpan.FromMilliseconds(((nextEvent - _start) / (_speed ?? 1)) - Elapsed.TotalMilliseconds);
        var bounded = wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
        return Task.Delay(bounded, _time, cancellationToken);
    }
}
