using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Sends the outbox to Kafka: polls each shard in order, publishes, removes what is acknowledged. A shard stops at its first failure
/// and starts there again. Any number of relays may run. One relay has a shard at a time, and the shards of a relay that dies go to
/// the others.
/// </summary>
/// <remarks>
/// One poll reads all shards. A poll per shard has its own round trips and its own small batches for Kafka, and on busy cores a row
/// waits longer for it. In return, all shards wait while the records of one are not acknowledged. Each shard has records for every
/// partition, so a partition that does not answer would stop all shards anyway.
/// </remarks>
public sealed class OutboxRelay
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepAlivePeriod = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping relay goes on sending what is in the outbox.</summary>
    private static readonly TimeSpan ShutdownGracePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly StreamRegistry _streams;
    private readonly IEventPublisher _publisher;
    private readonly ILogger _log;
    private readonly List<RelayShard> _shards;
    private bool _isDelayed;

    /// <summary>Makes a relay; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="database">Database of the outbox. The relay keeps a session of its own open.</param>
    /// <param name="streams">The streams whose events it sends.</param>
    /// <param name="publisher">Sends and waits for Kafka's delivery reports.</param>
    /// <param name="log">Log.</param>
    public OutboxRelay(NpgsqlDataSource database, StreamRegistry streams, IEventPublisher publisher, ILogger<OutboxRelay> log)
    {
        (_database, _streams, _publisher, _log) = (database, streams, publisher, log);
        _shards = [.. Enumerable.Range(0, OutboxShard.Count).Select(shard => new RelayShard((short)shard, log, TimeProvider.System))];
    }

    /// <summary>Runs until cancelled. Then sends what the outbox holds for at most 5 s, removes what Kafka has acknowledged, releases the shards.</summary>
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
            // Not cancelled before the removal: acknowledged records would be sent again.
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

    /// <summary>A stop ends the wait; one more poll follows.</summary>
    private static async Task WaitAsync(RelayIdleStrategy idle, CancellationToken stop)
    {
        try
        {
            await idle.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The loop sees the stop.
        }
    }

    /// <summary>Publishes. Meanwhile a query per second keeps the session from its idle timeout.</summary>
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
            // Also when the session is lost: what is in flight must be known as sent once it is acknowledged.
            await publishing;
        }
    }

    /// <summary>Logged when the delay begins and when it ends, not every second in between.</summary>
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
