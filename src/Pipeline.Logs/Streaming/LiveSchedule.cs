namespace Pipeline.Logs.Streaming;

/// <summary>
/// Which entries of a stream are due. The number of an entry follows from its time, so two streams with the same rate have the same
/// entries. Nothing is made before it can be sent: a client that reads slowly costs no memory. The number of entries that it can be
/// behind by is bounded, and older ones are dropped. Not thread-safe.
/// </summary>
/// <param name="rate">Entries per second; null for no limit.</param>
/// <param name="time">Clock.</param>
internal sealed class LiveSchedule(double? rate, TimeProvider time)
{
    /// <summary>Entries that a client can be behind by, unless <see cref="MaxSecondsBehind"/> gives more.</summary>
    public const long MaxBehind = 1_000;

    /// <summary>Seconds that it can be behind by at a high rate. Otherwise a short pause of the process would drop entries.</summary>
    public const int MaxSecondsBehind = 2;

    /// <summary>
    /// A larger difference between the clock and the time that has passed is a step of the clock, or the machine was asleep.
    /// </summary>
    private const int ClockStepMs = 1_000;

    private long _began = time.GetTimestamp();
    private double _epochMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private long _next = rate is { } r ? FirstAt(time.GetUtcNow().ToUnixTimeMilliseconds(), r) : 0;
    private long _dropped;

    /// <summary>Milliseconds since 1970.</summary>
    private double Now => _epochMs + time.GetElapsedTime(_began).TotalMilliseconds;

    /// <summary>
    /// Continues at the clock's time after a step of the clock. Entries that were due before are not sent, and are not dropped ones. Call
    /// it before the due entries are taken.
    /// </summary>
    public void FollowClock()
    {
        double clock = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (Math.Abs(clock - Now) <= ClockStepMs)
            return;
        (_began, _epochMs) = (time.GetTimestamp(), clock);
        if (rate is { } perSecond)
            _next = FirstAt(clock, perSecond);
    }

    /// <summary>The number of entries that were dropped since the last call.</summary>
    public long TakeDropped()
    {
        var dropped = _dropped;
        _dropped = 0;
        return dropped;
    }

    /// <summary>Takes the due entries.</summary>
    /// <param name="max">Maximum number to take.</param>
    /// <returns>Number of the first one, and how many there are.</returns>
    public (long First, int Count) Take(int max)
    {
        if (rate is not { } perSecond)
        {
            _next += max;
            // Begins at the microsecond of the start, so that streams with different starts begin with different requests.
            return ((long)(_epochMs * 1_000) + _next - max, max);
        }

        var due = (long)(Now / 1_000 * perSecond) + 1 - _next;
        var bound = Math.Max(MaxBehind, (long)(perSecond * MaxSecondsBehind));
        if (due > bound)
        {
            _dropped += due - bound;
            _next += due - bound;
            due = bound;
        }

        var count = (int)Math.Clamp(due, 0, max);
        _next += count;
        return (_next - count, count);
    }

    /// <summary>Time of an entry, milliseconds since 1970.</summary>
    public long TimeOf(long number) => (long)(rate is { } perSecond ? number / perSecond * 1_000 : Now);

    /// <summary>Time until the next entry, zero or more.</summary>
    public TimeSpan UntilNext => rate is { } perSecond
        ? TimeSpan.FromMilliseconds(Math.Max(0, (_next / perSecond * 1_000) - Now))
        : TimeSpan.Zero;

    private static long FirstAt(double ms, double perSecond) => (long)Math.Ceiling(ms / 1_000 * perSecond);
}
