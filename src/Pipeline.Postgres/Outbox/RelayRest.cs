using System.Diagnostics;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// How a relay without work waits. For a moment after its last work it looks again by itself every few milliseconds: then no
/// writer has to ring, and ringing is dear, because a notification has the writers commit one after another. Later it
/// sleeps, holding a bell: whoever writes then rings.
/// </summary>
internal sealed class RelayRest(RelaySession session)
{
    /// <summary>What a row waits for a look at most.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a relay stays awake after its last work and after a bell: so it is rung twenty times a second at most.</summary>
    private static readonly TimeSpan Alert = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a relay sleeps at most: a bell may be missed, the look at the table never is.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private long _lastWork = Stopwatch.GetTimestamp();

    /// <summary>There was something to send, or somebody rang.</summary>
    public void Worked() => _lastWork = Stopwatch.GetTimestamp();

    /// <summary>Returns when the relay should look into the outbox again.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (session.HoldsBell)
        {
            if (await session.WaitForBellAsync(LongestSleep, cancellationToken))
                Worked();
        }
        else if (Stopwatch.GetElapsedTime(_lastWork) < Alert || !await session.TryTakeBellAsync(cancellationToken))
        {
            await Task.Delay(BetweenLooks, cancellationToken);
        }

        // With the bell just taken one more look comes first: for what was committed before it was.
    }
}
