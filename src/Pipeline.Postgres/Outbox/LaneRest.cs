using System.Diagnostics;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// How a lane without work waits. For a moment after its last work it looks again by itself every few milliseconds: then no
/// writer has to ring, and ringing is dear, because a notification has the writers commit one after another. Later it
/// sleeps, holding its bell: whoever writes then rings.
/// </summary>
internal sealed class LaneRest(LaneSession session)
{
    /// <summary>What a look too many costs is small (some 0.1 ms), what it delays at most is this.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <summary>How long after its last work a lane stays awake: above twenty transactions a second nobody rings.</summary>
    private static readonly TimeSpan Alert = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a lane sleeps at most: a bell may be missed, the look at the table never is.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private long _lastWork = Stopwatch.GetTimestamp();

    /// <summary>There was something to send.</summary>
    public void Worked() => _lastWork = Stopwatch.GetTimestamp();

    /// <summary>Returns when the lane should look into the outbox again.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (session.HoldsBell)
            await session.WaitForBellAsync(LongestSleep, cancellationToken);
        else if (Stopwatch.GetElapsedTime(_lastWork) < Alert || !await session.TryTakeBellAsync(cancellationToken))
            await Task.Delay(BetweenLooks, cancellationToken);
        // With the bell just taken one more look comes first: for what was committed before it was.
    }
}
