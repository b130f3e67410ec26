namespace Pipeline.Postgres.Outbox;

/// <summary>
/// How a relay waits when the outbox is empty. For a short time after its last work it polls every few milliseconds, so that writers
/// need not notify; NOTIFY makes writers commit one after another. After that, it requests notifications and waits for one.
/// </summary>
internal sealed class RelayIdleStrategy(RelaySession session)
{
    /// <summary>Time between two polls during <see cref="BusyPeriod"/>.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the relay polls after its last work or notification. This limits notifications to twenty per second.</summary>
    private static readonly TimeSpan BusyPeriod = TimeSpan.FromMilliseconds(50);

    /// <summary>Notifications can be lost, so the relay also polls once per second.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private long _lastWork = Stopwatch.GetTimestamp();

    /// <summary>Call after sending events. Restarts <see cref="BusyPeriod"/>.</summary>
    public void Worked() => _lastWork = Stopwatch.GetTimestamp();

    /// <summary>Returns when the relay should poll again.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (session.WantsNotification)
        {
            if (await session.WaitForNotificationAsync(MaxWait, cancellationToken))
                Worked();
        }
        else if (Stopwatch.GetElapsedTime(_lastWork) < BusyPeriod || !await session.TryRequestNotificationAsync(cancellationToken))
        {
            await Task.Delay(PollInterval, cancellationToken);
        }

        // After requesting notifications, return at once: a poll must follow for rows that were committed before the request.
    }
}
