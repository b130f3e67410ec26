using Microsoft.Extensions.Logging;
using Npgsql;
using Pipeline.Events.Delivery;
using Pipeline.Events.Faults;
using Pipeline.Postgres.Sink;

namespace Pipeline.Postgres.Outbox;

/// <summary>Sends one lane: read in order, publish, remove what is acknowledged. Stops at the first failure and begins there again.</summary>
internal sealed class LaneWorker(short lane, NpgsqlDataSource database, IEventPublisher publisher, ILogger log)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>For what only a change of settings cures: what is behind it in the sweep may have gone through and goes again each time.</summary>
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    /// <summary>How long a lane is still sent once it is to stop: the last relay of all leaves nothing behind that it could have sent.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly LaneSweep _sweep = new();

    /// <summary>
    /// What Kafka has and the outbox may still hold. Kept over a lost session, so that a database that can be read and not
    /// written does not have the same records sent every second.
    /// </summary>
    private List<long> _sent = [];
    private bool _inTrouble;
    private bool _refused;

    /// <summary>Runs until cancelled. Then goes on until the lane is empty, something fails or a few seconds are over.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource();
        await using var stopping = cancellationToken.Register(() => end.CancelAfter(Farewell));
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var session = await LaneSession.TryTakeAsync(database, lane, cancellationToken);
                if (session is not null)
                    await SendAsync(session, cancellationToken, end.Token);
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

    private async Task SendAsync(LaneSession session, CancellationToken stop, CancellationToken end)
    {
        var rest = new LaneRest(session);
        while (!end.IsCancellationRequested)
        {
            // Not cancelled while it removes: what Kafka has would be sent again.
            await session.SweepAsync(_sent, _sweep, _sent.Count > 0 ? CancellationToken.None : end);
            _sent = [];
            if (_sweep.Messages.Count == 0)
            {
                if (stop.IsCancellationRequested)
                    return;
                await RestAsync(rest, stop);
                continue;
            }

            CrashPoints.Reach(CrashPoints.RelayBeforePublish);
            var result = await PublishAsync(session, end);
            _sent = _sweep.FirstIds(result.Acknowledged);
            if (_sent.Count > 0)
                CrashPoints.Reach(CrashPoints.RelayAfterAcknowledge);
            rest.Worked();
            if (result.Failure is null)
            {
                Recovered();
                continue;
            }

            await PauseAsync(session, result, stop);
            if (stop.IsCancellationRequested)
                return;
        }

        // What Kafka has must go, or it is sent again: harmless, but not needless. The server has 5 s.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        if (_sent.Count > 0)
            await session.SweepAsync(_sent, _sweep, deadline.Token);
    }

    /// <summary>Ended by the stop, too: then comes the last look.</summary>
    private static async Task RestAsync(LaneRest rest, CancellationToken stop)
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
    private async Task<PublishResult> PublishAsync(LaneSession session, CancellationToken cancellationToken)
    {
        var publishing = publisher.PublishAsync(_sweep.Messages, cancellationToken);
        while (await Task.WhenAny(publishing, Task.Delay(SignOfLife, CancellationToken.None)) != publishing)
            await session.StayAliveAsync(CancellationToken.None);
        return await publishing;
    }

    /// <summary>Removes what was acknowledged before the failure, and then waits; not in silence, which the server would take for a dead relay's.</summary>
    private async Task PauseAsync(LaneSession session, PublishResult result, CancellationToken cancellationToken)
    {
        if (result.IsRefused)
            Refused(result.Failure!);
        else
            Trouble(result.Failure!);
        if (_sent.Count > 0)
            await session.SweepAsync(_sent, _sweep, CancellationToken.None);
        _sent = [];
        for (var left = result.IsRefused ? RefusedPause : RetryPause; left > TimeSpan.Zero && !cancellationToken.IsCancellationRequested; left -= RetryPause)
        {
            await Task.Delay(RetryPause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await session.StayAliveAsync(CancellationToken.None);
        }
    }

    /// <summary>Not passed over, for its successors must not overtake it, and none of them may be lost: a person must see it.</summary>
    private void Refused(string what)
    {
        if (!_refused)
            log.LaneRefused(lane, what);
        (_inTrouble, _refused) = (true, true);
    }

    /// <summary>Said once when it begins and once when it is over, not every second in between.</summary>
    private void Trouble(string what)
    {
        if (!_inTrouble)
            log.LaneInTrouble(lane, what);
        _inTrouble = true;
    }

    private void Recovered()
    {
        if (_inTrouble)
            log.LaneRecovered(lane);
        (_inTrouble, _refused) = (false, false);
    }
}
