namespace Pipeline.Simulation;

/// <summary>
/// Open-loop rate control: the number of due items depends on the elapsed time only, not on how long writing takes. After a slow period,
/// items of up to <see cref="MaxDebt"/> are made up for; older ones are dropped. Not thread-safe.
/// </summary>
/// <param name="rate">Items per second.</param>
/// <param name="time">Clock.</param>
public sealed class Pace(double rate, TimeProvider time)
{
    /// <summary>Maximum period that is made up for.</summary>
    public static readonly TimeSpan MaxDebt = TimeSpan.FromSeconds(10);

    private readonly double _perTick = rate / time.TimestampFrequency;
    private long _from = time.GetTimestamp();
    private long _taken;

    /// <summary>Whether an item is due.</summary>
    public bool IsDue => Due(time.GetTimestamp()) > 0;

    /// <summary>Takes the due items.</summary>
    /// <param name="max">Maximum number of items to take.</param>
    /// <returns>Number of items taken, 0 to <paramref name="max"/>.</returns>
    public int Take(int max)
    {
        var now = time.GetTimestamp();
        var due = Due(now);
        var limit = (long)Math.Max(1, rate * MaxDebt.TotalSeconds);
        if (due > limit)
        {
            (_from, _taken) = (now, 0);
            due = limit;
            _taken -= limit;
        }

        var take = (int)Math.Min(due, max);
        _taken += take;
        return take;
    }

    private long Due(long now) => (long)((now - _from) * _perTick) - _taken;
}
