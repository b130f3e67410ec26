using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Pipeline.Hosting.Startup;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Postgres.Verification;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Hosting.Telemetry;

/// <summary>
/// The outbox as a metric: looked at once a second at most, whoever asks how often, and only while somebody has asked within the
/// last minute. Who asks gets the last look at once and never waits for the database; while that is away there is nothing to get.
/// </summary>
internal sealed class OutboxMonitor(ProgressReader outbox, StartupGate gate, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Counting takes a twentieth of the time at most: an outbox of millions of rows is not counted every second.</summary>
    private const int Share = 20;

    private Look? _last;
    private long _askedAt = -1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        using var rows = Instruments.OutboxRows.Observe(() => Asked() is { } look ? [new Measurement<long>(look.Waiting)] : []);
        using var age = Instruments.OutboxOldestAge.Observe(() => Asked() is { } look ? [new Measurement<double>(look.OldestAge.TotalSeconds)] : []);
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            Volatile.Write(ref _last, IsWanted() ? await TryLookAsync(stoppingToken) : null);
            var pause = time.GetElapsedTime(began) * Share;
            await Task.Delay(pause > Period ? pause : Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Look? Asked()
    {
        Volatile.Write(ref _askedAt, time.GetTimestamp());
        return Volatile.Read(ref _last);
    }

    private bool IsWanted() => Volatile.Read(ref _askedAt) is var asked and not -1 && time.GetElapsedTime(asked) < Interest;

    private async Task<Look?> TryLookAsync(CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(WaitTimeout);
        try
        {
            var (waiting, oldestAge) = await outbox.ReadOutboxAsync(deadline.Token);
            return new(waiting, oldestAge);
        }
        catch (Exception e) when (e is OperationCanceledException || PostgresFaults.Of(e) is not null)
        {
            return null;
        }
    }

    private sealed record Look(long Waiting, TimeSpan OldestAge);
}
