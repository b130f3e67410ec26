namespace Pipeline.Postgres.Sink;

/// <summary>
/// Decides whether to insert a batch with <see cref="OptimisticInsertStatement"/>, which is much cheaper than
/// <see cref="SinkStatement"/> but fails on a conflict without changing anything. If rows usually exist, because the writer stores them
/// itself, it is rarely tried: the pause doubles with every conflict. Thread-safe.
/// </summary>
internal sealed class OptimisticInsert
{
    /// <summary>Number of batches without an attempt after the first conflict. Redelivery after a crash ends within them.</summary>
    public const int ShortestPause = 64;

    /// <summary>Maximum number of batches without an attempt. Each conflict also writes a line to the server's log.</summary>
    public const int LongestPause = 65_536;

    private readonly Lock _lock = new();
    private int _pause;
    private int _left;

    /// <summary>Whether to try the optimistic insert with the next batch.</summary>
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

    /// <summary>Call if all rows and events were new.</summary>
    public void Succeeded()
    {
        lock (_lock)
            _pause = 0;
    }

    /// <summary>Call if a row or event existed.</summary>
    public void Conflicted()
    {
        lock (_lock)
            _left = _pause = _pause == 0 ? ShortestPause : Math.Min(_pause * 2, LongestPause);
    }
}
