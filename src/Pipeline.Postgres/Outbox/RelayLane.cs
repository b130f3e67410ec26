using Microsoft.Extensions.Logging;
using Pipeline.Streams.Delivery;

namespace Pipeline.Postgres.Outbox;

/// <summary>One lane as its relay knows it: what was read, what of it Kafka has, and whether it waits after a failure.</summary>
internal sealed class RelayLane(short number, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>For what only a change of settings cures: what is behind it in the sweep may have gone through and goes again each time.</summary>
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);

    private long _failedAt;
    private TimeSpan _pause;
    private bool _inTrouble;
    private bool _refused;

    public short Number => number;

    /// <summary>What the last look brought and is not sent yet.</summary>
    public LaneSweep Sweep { get; } = new();

    /// <summary>
    /// What Kafka has and the outbox may still hold. Kept over a lost session, so that a database that can be read and not
    /// written does not have the same records sent every second.
    /// </summary>
    public List<long> Sent { get; private set; } = [];

    /// <summary>Whether it may be sent: it waits for a moment after a failure.</summary>
    public bool IsDue => _pause == TimeSpan.Zero || time.GetElapsedTime(_failedAt) >= _pause;

    /// <summary>Publishes the sweep in order, up to the first failure.</summary>
    public async Task PublishAsync(IEventPublisher publisher, CancellationToken cancellationToken)
    {
        PublishResult result;
        try
        {
            result = await publisher.PublishAsync(Sweep.Messages, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // It had not begun. What the other lanes have sent must still be removed.
            result = new(0, "stopping");
        }

        Sent = Sweep.FirstIds(result.Acknowledged);
        if (result.Failure is null)
            Recovered();
        else
            Failed(result);
    }

    /// <summary>What was sent is not in the outbox any more.</summary>
    public void Removed() => Sent = [];

    /// <summary>Said once when it begins and once when it is over, not every second in between.</summary>
    private void Failed(PublishResult result)
    {
        // Not passed over, for its successors must not overtake it, and none of them may be lost: a person must see it.
        if (result.IsRefused && !_refused)
            log.LaneRefused(number, result.Failure!);
        else if (!_inTrouble)
            log.LaneInTrouble(number, result.Failure!);
        (_inTrouble, _refused) = (true, _refused || result.IsRefused);
        (_failedAt, _pause) = (time.GetTimestamp(), result.IsRefused ? RefusedPause : RetryPause);
    }

    private void Recovered()
    {
        if (_inTrouble)
            log.LaneRecovered(number);
        (_inTrouble, _refused, _pause) = (false, false, TimeSpan.Zero);
    }
}
