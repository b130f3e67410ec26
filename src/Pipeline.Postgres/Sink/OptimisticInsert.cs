namespace Pipeline.Postgres.Sink;

/// <summary>
/// Decides whether a batch is inserted without looking for existing rows. That statement costs much less than the general one; on a
/// conflict it has changed nothing, and the general statement follows. Where rows usually exist, because the writer stores them
/// itself, it is rarely tried: the pause doubles with every conflict. Thread-safe.
/// </summary>
internal sealed class OptimisticInsert
{
    /// <summary>Batches without an attempt after a first conflict. A redelivery after a crash ends within them.</summary>
    public const int ShortestPause = 64;

    /// <summary>Batches without an attempt after many conflicts. Each conflict is also a line in the server's log.</summary>
    public const int LongestPause = 65_536;

    private readonly Lock _lock = new();
    private int _pause;
    private int _left;

    /// <summary>Whether to try it with the next batch.</summary>
    public bool ShouldTry()
    {
        lock (_lock)
        {
            if (_left == 0)
                return true;
            _left--;
            return false;
        }
    }

    /// <summary>All rows were new.</summary>
    public void Succeeded()
    {
        lock (_lock)
            _pause = 0;
    }

    /// <summary>Something existed.</summary>
    public void Conflicted()
    {
        lock (_lock)
            _left = _pause = _pause == 0 ? ShortestPause : Math.Min(_pause * 2, LongestPause);
    }
}
