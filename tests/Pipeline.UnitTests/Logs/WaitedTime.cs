using Microsoft.Extensions.Time.Testing;

namespace Pipeline.UnitTests.Logs;

/// <summary>A clock on which a wait takes no time: it moves the clock instead. Otherwise the clock stands still.</summary>
internal sealed class WaitedTime() : FakeTimeProvider(Began)
{
    public static readonly DateTimeOffset Began = new(2030, 5, 6, 7, 8, 9, TimeSpan.Zero);

    // A timer that nobody holds is collected and then does not act.
    private readonly List<ITimer> _timers = [];

    public TimeSpan Elapsed => GetUtcNow() - Began;

    /// <summary>Acts when the clock gets there.</summary>
    public void At(TimeSpan elapsed, Action act) =>
        _timers.Add(base.CreateTimer(_ => act(), null, elapsed - Elapsed, Timeout.InfiniteTimeSpan));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero)
            Advance(dueTime);
        return timer;
    }
}
