using Microsoft.Extensions.Logging;
using Pipeline.Streams.Delivery;

namespace Pipeline.Postgres.Outbox;

/// <summary>The state of one shard in a relay: what was polled, what of it Kafka has, and whether the shard waits after a failure.</summary>
internal sealed class RelayShard(short number, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>For what only a change of settings cures. Records behind the refused one may have been sent and are sent again each time.</summary>
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    private long _failedAt;
    private TimeSpan _pause;
    private bool _isDelayed;
    private bool _isRefused;

    public short Number => number;

    /// <summary>Result of the last poll.</summary>
    public PollResult Polled { get; } = new();

    /// <summary>
    /// Ids that Kafka has and the outbox may still hold. Kept when the session is lost, so that a database that can be read and not
    /// written does not have the same records sent every second.
    /// </summary>
    public List<long> Sent { get; private set; } = [];

    /// <summary>Whether the shard may be sent. After a failure it waits.</summary>
    public bool IsDue => _pause == TimeSpan.Zero || time.GetElapsedTime(_failedAt) >= _pause;

    /// <summary>Publishes what was polled, in order, up to the first failure.</summary>
    public async Task PublishAsync(IEventPublisher publisher, CancellationToken cancellationToken)
    {
        PublishResult result;
        try
        {
            result = await publisher.PublishAsync(Polled.Messages, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It had not begun. What the other shards have sent must still be removed.
            result = new(0, "stopping");
        }

        Sent = Polled.FirstIds(result.Acknowledged);
        if (result.Failure is null)
            Recovered();
        else
            Failed(result);
    }

    /// <summary>What was sent is no longer in the outbox.</summary>
    public void Removed() => Sent = [];

    /// <summary>
    /// Logged when a failure begins and when it ends. A refused event is not skipped: its successors must not overtake it, and none of
    /// them may be lost.
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
