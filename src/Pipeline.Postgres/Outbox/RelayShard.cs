namespace Pipeline.Postgres.Outbox;

/// <summary>State of a shard in a relay: polled records, acknowledged ids, and the pause after a failure.</summary>
internal sealed class RelayShard(short number, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a refused event. Long, because each retry can send the records after the refused one again.</summary>
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    private long _failedAt;
    private TimeSpan _pause;
    private bool _isDelayed;
    private bool _isRefused;

    public short Number => number;

    /// <summary>Result of the last poll.</summary>
    public PollResult Polled { get; } = new();

    /// <summary>The lowest id that a poll reads. A new session begins at 0.</summary>
    public long Floor { get; set; }

    /// <summary>
    /// Ids of acknowledged records that are not deleted from the outbox yet. Kept when the session is lost; otherwise the same records
    /// would be sent every second while the database is read-only.
    /// </summary>
    public List<long> Sent { get; private set; } = [];

    /// <summary>Whether the shard can be polled. False during the pause after a failure.</summary>
    public bool IsDue => _pause == TimeSpan.Zero || time.GetElapsedTime(_failedAt) >= _pause;

    /// <summary>Publishes the polled records in order, up to the first failure.</summary>
    public async Task PublishAsync(IEventPublisher publisher, CancellationToken cancellationToken)
    {
        PublishResult result;
        try
        {
            result = await publisher.PublishAsync(Polled.Messages, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Nothing was sent. Not rethrown, because the acknowledged records of other shards must still be deleted.
            result = new(0, "stopping");
        }

        Sent = Polled.FirstIds(result.Acknowledged);
        if (result.Failure is null)
            Recovered();
        else
            Failed(result);
    }

    /// <summary>Call after the acknowledged records are deleted.</summary>
    public void Removed() => Sent = [];

    /// <summary>
    /// Logs only the first failure. A refused event is not skipped, because later events of its key must not overtake it and it must not
    /// be lost.
    /// </summary>
    private void Failed(PublishResult result)
    {
        if (result.IsRefused && !_isRefused)
            log.ShardRefused(number, result.Failure!);
        else if (!_isDelayed)
            log.ShardDelayed(number, result.Failure!);
        (_isDelayed, _isRefused) = (true, _isRefused || result.IsRefused);
        (_failedAt, _pause) = (time.GetTimestamp(), result.IsRefused ? RefusedPause : RetryPause);
    }

    private void Recovered()
    {
        if (_isDelayed)
            log.ShardRecovered(number);
        (_isDelayed, _isRefused, _pause) = (false, false, TimeSpan.Zero);
    }
}
