using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Sends the outbox to Kafka: read each lane in order, publish, remove what is acknowledged. A lane stops at its first failure
/// and begins there again. Any number of relays may run; each lane is one relay's at a time, and a dead one's lanes are taken
/// over by the others.
/// </summary>
/// <remarks>
/// One look goes into all lanes: with a look a lane, each with its own round trips and its own small batches for Kafka, a row
/// waits longer for the next one the busier the cores are. The price: while one lane's records are not answered, all lanes wait. Each
/// lane has records for every partition, so a partition that does not answer would soon stop them all anyway.
/// </remarks>
public sealed class OutboxRelay
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    /// <summary>How long is still sent once it is to stop: the last relay of all leaves nothing behind that it could have sent.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _database;
    private readonly IEventPublisher _publisher;
    private readonly ILogger _log;
    private readonly List<RelayLane> _lanes;
    private bool _inTrouble;

    /// <summary>Makes a relay that does nothing yet.</summary>
    /// <param name="database">Where the outbox is. The relay keeps a session of its own open.</param>
    /// <param name="publisher">Sends and waits for Kafka's delivery reports.</param>
    /// <param name="log">Log.</param>
    public OutboxRelay(NpgsqlDataSource database, IEventPublisher publisher, ILogger<OutboxRelay> log)
    {
        (_database, _publisher, _log) = (database, publisher, log);
        _lanes = [.. Enumerable.Range(0, OutboxLane.Count).Select(lane => new RelayLane((short)lane, log, TimeProvider.System))];
    }

    /// <summary>Runs until cancelled: sends what is there for at most five seconds, removes what Kafka has acknowledged, lets the lanes go.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => end.CancelAfter(Farewell));
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var session = await RelaySession.TryTakeAsync(_database, _lanes, cancellationToken);
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
                Trouble(PostgresFaults.Wrap(e, fault).Message);
            }

            await Task.Delay(RetryPause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SendAsync(RelaySession session, CancellationToken stop, CancellationToken end)
    {
        var rest = new RelayRest(session);
        while (!end.IsCancellationRequested)
        {
            // Not cancelled before it has removed: what Kafka has would be sent again.
            var token = session.HasSent ? CancellationToken.None : end;
            await session.TakeMissingAsync(token);
            var read = await session.SweepAsync(token);
            Recovered();
            if (read.Count == 0)
            {
                if (stop.IsCancellationRequested)
                    return;
                await RestAsync(rest, stop);
                continue;
            }

            CrashPoints.Reach(CrashPoints.RelayBeforePublish);
            await PublishAsync(session, read, end);
            if (session.HasSent)
                CrashPoints.Reach(CrashPoints.RelayAfterAcknowledge);
            rest.Worked();
        }

        // What Kafka has must go, or it is sent again: harmless, but not needless. The server has 5 s.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        if (session.HasSent)
            await session.SweepAsync(deadline.Token);
    }

    /// <summary>Ended by the stop, too: then comes the last look.</summary>
    private static async Task RestAsync(RelayRest rest, CancellationToken stop)
    {
        try
        {
            await rest.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Not a failure.
        }
    }

    /// <summary>Publishes and meanwhile keeps asking the server something, so that a long wait for brokers is not taken for a dead relay.</summary>
    private async Task PublishAsync(RelaySession session, IEnumerable<RelayLane> lanes, CancellationToken cancellationToken)
    {
        var publishing = Task.WhenAll(lanes.Select(lane => lane.PublishAsync(_publisher, cancellationToken)));
        try
        {
            while (await Task.WhenAny(publishing, Task.Delay(SignOfLife, CancellationToken.None)) != publishing)
                await session.StayAliveAsync(CancellationToken.None);
        }
        finally
        {
            // Also when the session is lost meanwhile: what is under way is known to be sent once it is acknowledged.
            await publishing;
        }
    }

    /// <summary>Said once when it begins and once when it is over, not every second in between.</summary>
    private void Trouble(string what)
    {
        if (!_inTrouble)
            _log.RelayInTrouble(what);
        _inTrouble = true;
    }

    private void Recovered()
    {
        if (_inTrouble)
            _log.RelayRecovered();
        _inTrouble = false;
    }
}
