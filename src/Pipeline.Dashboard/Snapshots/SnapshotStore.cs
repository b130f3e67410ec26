namespace Pipeline.Dashboard.Snapshots;

/// <summary>Holds the latest snapshot. The poller publishes it, the pages read it. Thread-safe.</summary>
public sealed class SnapshotStore(TimeProvider time)
{
    private DashboardSnapshot _current = DashboardSnapshot.None;
    private int _viewers;
    private long _lastUnsubscribed = time.GetTimestamp();

    /// <summary>The latest snapshot; <see cref="DashboardSnapshot.None"/> before the first poll.</summary>
    public DashboardSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Raised after each new snapshot, on the poller's thread.</summary>
    public event EventHandler? Changed;

    /// <summary>Number of open pages.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>Time since the last page closed; zero while a page is open.</summary>
    public TimeSpan IdleTime => Viewers > 0 ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _lastUnsubscribed));

    /// <summary>Registers an open page.</summary>
    public void Subscribe(EventHandler changed)
    {
        Changed += changed;
        Interlocked.Increment(ref _viewers);
    }

    /// <summary>Removes a page that has closed.</summary>
    public void Unsubscribe(EventHandler changed)
    {
        Changed -= changed;
        Interlocked.Decrement(ref _viewers);
        Volatile.Write(ref _lastUnsubscribed, time.GetTimestamp());
    }

    /// <summary>Replaces the snapshot and notifies the pages.</summary>
    public void Publish(DashboardSnapshot snapshot)
    {
        Volatile.Write(ref _current, snapshot);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
