using Pipeline.Postgres.Model;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Sends the outbox to Kafka: polls the shards in id order, publishes the events and deletes the acknowledged ones. A shard stops at its
/// first failure and retries from there. Any number of relays can run. Each shard belongs to one relay at a time; if a relay dies, the
/// others take its shards.
/// </summary>
/// <remarks>
/// One poll reads all shards. Rejected: a poll per shard, which needs more round trips and sends smaller batches to Kafka. With one poll,
/// all shards wait until the events of each are acknowledged. Because each shard has events for all partitions, a partition that does
/// not answer would stop all shards anyway.
/// </remarks>
public sealed class OutboxRelay
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepAlivePeriod = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping relay continues to send the outbox.</summary>
    private static readonly TimeSpan ShutdownGracePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly StreamRegistry _streams;
    private readonly IEventPublisher _publisher;
    private readonly ILogger _log;
    private readonly List<RelayShard> _shards;
    private bool _isDelayed;

    /// <summary>Creates a relay. <see cref="RunAsync"/> starts it.</summary>
    /// <param name="database">Database of the outbox. The relay keeps one session open.</param>
    /// <param name="streams">The streams whose events the outbox contains.</param>
    /// <param name="publisher">Sends events and waits for the delivery reports.</param>
    /// <param name="log">Log.</param>
    public OutboxRelay(NpgsqlDataSource database, StreamRegistry streams, IEventPublisher publisher, ILogger<OutboxRelay> log)
    {
        (_database, _streams, _publisher, _log) = (database, streams, publisher, log);
        _shards = [.. Enumerable.Range(0, OutboxShard.Count).Select(shard => new RelayShard((short)shard, log, TimeProvider.System))];
    }

    /// <summary>Runs until cancelled. Then sends the outbox for up to 5 s, deletes acknowledged events and releases the shards.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => end.CancelAfter(ShutdownGracePeriod));
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var session = await RelaySession.TryOpenAsync(_database, _streams, _shards, cancellationToken);
                if (session is not null)
                    await SendAsync(session, cancellationToken, end.Token);
                else
                    Recovered();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (PostgresFaults.Of(e) is { } fault)
            {
                FaultCounter.Count(fault);
                Delayed(PostgresFaults.Wrap(e, fault).Message);
            }

            await Task.Delay(RetryPause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(RelaySession session, CancellationToken stop, CancellationToken end)
    {
        var idle = new RelayIdleStrategy(session);
        while (!end.IsCancellationRequested)
        {
            // No cancellation before the acknowledged records are deleted; otherwise they would be sent again.
            var token = session.HasSent ? CancellationToken.None : end;
            await session.TakeFreeShardsAsync(token);
            var polled = await session.PollAsync(token);
            Recovered();
            if (polled.Count == 0)
            {
                if (stop.IsCancellationRequested)
                    return;
                await WaitAsync(idle, stop);
                continue;
            }

            Failpoints.Reach(Failpoints.RelayBeforePublish);
            await PublishAsync(session, polled, end);
            if (session.HasSent)
                Failpoints.Reach(Failpoints.RelayAfterAcknowledge);
            idle.Worked();
        }

        using var deadline = new CancellationTokenSource(RemovalTimeout);
        if (session.HasSent)
            await session.PollAsync(deadline.Token);
    }

    /// <summary>Waits until the next poll or the stop.</summary>
    private static async Task WaitAsync(RelayIdleStrategy idle, CancellationToken stop)
    {
        try
        {
            await idle.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The loop checks the stop after one more poll.
        }
    }

    /// <summary>Publishes the polled events. Meanwhile, one query per second prevents the idle timeout of the session.</summary>
    private async Task PublishAsync(RelaySession session, IEnumerable<RelayShard> shards, CancellationToken cancellationToken)
    {
        var publishing = Task.WhenAll(shards.Select(shard => shard.PublishAsync(_publisher, cancellationToken)));
        try
        {
            while (await Task.WhenAny(publishing, Task.Delay(KeepAlivePeriod, CancellationToken.None)) != publishing)
                await session.KeepAliveAsync(CancellationToken.None);
        }
        finally
        {
            // Also when the session is lost, because events in flight must be recorded as sent once they are acknowledged.
            await publishing;
        }
    }

    /// <summary>Logs only the start of a delay, not every retry.</summary>
    private void Delayed(string problem)
    {
        if (!_isDelayed)
            _log.RelayDelayed(problem);
        _isDelayed = true;
    }

    private void Recovered()
    {
        if (_isDelayed)
            _log.RelayRecovered();
        _isDelayed = false;
    }
}
