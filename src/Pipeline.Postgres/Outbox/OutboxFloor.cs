namespace Pipeline.Postgres.Outbox;

/// <summary>
/// The lowest id that a poll must read. Without it, each poll walks the index entries of all deleted rows that vacuum cannot remove yet:
/// behind an open snapshot, hundreds of thousands.
/// </summary>
/// <remarks>
/// Ids are drawn in order, but their transactions commit in any order. A writer locks the outbox before it draws an id, until its
/// transaction ends. When all writers that held this lock at one moment have ended, every id drawn before that moment has appeared or
/// never will, so a poll that finds none of them proves that none is left. Rejected: pg_snapshot_xmin, because a transaction that has
/// written anything else would hold it back; the ids that were sent, because others commit late.
/// </remarks>
internal sealed class OutboxFloor
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A sequence can be set back, for example by a failover that loses the newest ids. Then a full poll finds the rows.</summary>
    private static readonly TimeSpan FullPollPeriod = TimeSpan.FromMinutes(1);

    private HashSet<string> _writers = [];
    private long _highest;
    private long _bound;
    private long _settled;
    private long _readAt;
    private long _fullPollAt = Stopwatch.GetTimestamp();

    /// <summary>Whether the next poll reads the writers too, before the rows.</summary>
    public bool IsDue() => IsDue(ref _readAt, Period);

    /// <summary>Whether the next poll reads all ids.</summary>
    public bool IsFullPollDue() => IsDue(ref _fullPollAt, FullPollPeriod);

    /// <summary>Call with the writers that a poll has read, before <see cref="Raise"/>.</summary>
    public void Read(HashSet<string> writers)
    {
        if (_writers.Overlaps(writers))
            return;
        _settled = _bound + 1;
        (_bound, _writers) = (_highest, writers);
    }

    /// <summary>Call after each poll of a shard. Ids below the floor have been drawn, and none of them is left.</summary>
    public void Raise(RelayShard shard)
    {
        shard.Floor = Math.Min(Math.Max(shard.Floor, _settled), shard.Polled.FirstId ?? long.MaxValue);
        _highest = Math.Max(_highest, shard.Polled.LastId ?? 0);
    }

    private static bool IsDue(ref long last, TimeSpan period)
    {
        if (Stopwatch.GetElapsedTime(last) < period)
            return false;
        last = Stopwatch.GetTimestamp();
        return true;
    }
}
