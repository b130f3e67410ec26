namespace Pipeline.Postgres.Sink;

/// <summary>
/// Whether to bet that a batch holds nothing that is there already. The statement for such a batch costs less than half of the
/// general one; when the bet is lost, it has changed nothing, and the general statement follows. Where rows are there as a rule,
/// because their writer stores them himself, the bet is hardly ever made: the pause doubles with every loss. Thread-safe.
/// </summary>
internal sealed class NewRowsBet
{
    /// <summary>Batches without a bet after a first loss: a redelivery after a crash is over by then.</summary>
    public const int ShortestPause = 64;

    /// <summary>Batches without a bet after many losses: a lost bet is a line in the server's log, too.</summary>
    public const int LongestPause = 65_536;

    private readonly Lock _lock = new();
    private int _pause;
    private int _left;

    /// <summary>Whether to bet on the next batch.</summary>
    public bool IsWorthwhile()
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
    public void Won()
    {
        lock (_lock)
            _pause = 0;
    }

    /// <summary>Something was there already.</summary>
    public void Lost()
    {
        lock (_lock)
            _left = _pause = _pause == 0 ? ShortestPause : Math.Min(_pause * 2, LongestPause);
    }
}
