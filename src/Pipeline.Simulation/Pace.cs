namespace Pipeline.Simulation;

/// <summary>
/// An open loop: how many are due by now at a rate, whatever writing takes. Falls behind when writers do and catches up
/// afterwards, by <see cref="MaxDebt"/> at most; what is older was never placed.
/// </summary>
/// <param name="rate">A second.</param>
/// <param name="time">Clock.</param>
public sealed class Pace(double rate, TimeProvider time)
{
    /// <summary>The longest time made up for.</summary>
    public static readonly TimeSpan MaxDebt = TimeSpan.FromSeconds(10);

    private readonly double _perTick = rate / time.TimestampFrequency;
    private long _from = time.GetTimestamp();
    private long _taken;

    /// <summary>Whether anything is due.</summary>
    public bool IsDue => Due(time.GetTimestamp()) > 0;

    /// <summary>Takes what is due, at most <paramref name="atMost"/>.</summary>
    public int Take(int atMost)
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

        var take = (int)Math.Min(due, atMost);
        _taken += take;
        return take;
    }

    private long Due(long now) => (long)((now - _from) * _perTick) - _taken;
}
