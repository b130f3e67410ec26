namespace Pipeline.Postgres.Outbox;

/// <summary>
/// The lowest id that a poll must read. Without this bound, each poll scans the index entries of all deleted rows that vacuum cannot
/// remove yet. A long transaction keeps hundreds of thousands of them.
/// </summary>
/// <remarks>
/// Ids are assigned in order, but transactions commit in any order. A writer locks the outbox before it gets an id and until its
/// transaction ends. So when all writers that held the lock at one moment have ended, each id assigned before that moment is either
/// visible or was rolled back. A later poll that finds none of these ids proves that none is left. Rejected: pg_snapshot_xmin, because
/// any writing transaction holds it back, also one that does not use the outbox; the highest sent id, because lower ids can commit later.
/// </remarks>
internal sealed class OutboxFloor
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A failover can lose the newest values of the sequence. Rows with reused ids are found by the next full poll.</summary>
    private static readonly TimeSpan FullPollPeriod = TimeSpan.FromMinutes(1);

    private HashSet<string> _writers = [];
    private long _highest;
    private long _bound;
    private long _settled;
    private long _readAt;
    private long _fullPollAt = Stopwatch.GetTimestamp();

    /// <summary>Whether the next poll must read the writers before the rows.</summary>
    public bool IsDue() => IsDue(ref _readAt, Period);

    /// <summary>Whether the next poll must read all ids.</summary>
    public bool IsFullPollDue() => IsDue(ref _fullPollAt, FullPollPeriod);

    /// <summary>Call with the writers that a poll has read, before <see cref="Raise"/>.</summary>
    public void Read(HashSet<string> writers)
    {
        if (_writers.Overlaps(writers))
            return;
        _settled = _bound + 1;
        (_bound, _writers) = (_highest, writers);
    }

    /// <summary>Raises the floor of a shard. Call after each poll of the shard. No row with an id below the floor is left.</summary>
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
