using System.Diagnostics;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// How a relay waits when the outbox is empty. For a moment after its last work it polls every few milliseconds, so that no writer
/// has to notify: a notification makes the writers commit one after another. After that it asks for a notification and sleeps.
/// </summary>
internal sealed class RelayIdleStrategy(RelaySession session)
{
    /// <summary>Longest wait of a row for a poll.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>How long a relay polls after its last work and after a notification. So it is notified at most twenty times per second.</summary>
    private static readonly TimeSpan BusyPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>Notifications can be lost, so the relay also polls once per second.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(1);

    private long _lastWork = Stopwatch.GetTimestamp();

    /// <summary>There was something to send, or a notification came.</summary>
    public void Worked() => _lastWork = Stopwatch.GetTimestamp();

    /// <summary>Returns when the relay should poll again.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (session.WantsNotification)
        {
            if (await session.WaitForNotificationAsync(LongestSleep, cancellationToken))
                Worked();
        }
        else if (Stopwatch.GetElapsedTime(_lastWork) < BusyPeriod || !await session.TryRequestNotificationAsync(cancellationToken))
        {
            await Task.Delay(PollInterval, cancellationToken);
        }

        // After a request one more poll comes first, for rows that were committed before it.
    }
}
