using Pipeline.Hosting.Startup;

namespace Pipeline.Hosting.Telemetry;

/// <summary>
/// Reports the outbox and the oldest transaction as metrics. Polls the database at most once per second, and only if the metrics were
/// collected within the last minute. A collection returns the last sample and never waits for the database. It returns nothing while
/// the database is unavailable.
/// </summary>
internal sealed class OutboxMonitor(ProgressReader outbox, Databases databases, StartupGate gate, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The pause is at least this many times as long as the count, so counting takes at most 5 % of the time.</summary>
    private const int PauseFactor = 20;

    private Sample? _last;
    private long _collectedAt = -1;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        using var rows = Instruments.OutboxRows.Observe(() => Collect() is { } sample ? [new Measurement<long>(sample.Waiting)] : []);
        using var age = Instruments.OutboxOldestAge.Observe(
            () => Collect() is { } sample ? [new Measurement<double>(sample.OldestAge.TotalSeconds)] : []);
        using var transaction = Instruments.OldestTransactionAge.Observe(
            () => Collect() is { } sample ? [new Measurement<double>(sample.TransactionAge.TotalSeconds)] : []);
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            Volatile.Write(ref _last, IsCollected() ? await TryPollAsync(stoppingToken) : null);
            var pause = time.GetElapsedTime(began) * PauseFactor;
            await Task.Delay(pause > Period ? pause : Period, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Sample? Collect()
    {
        Volatile.Write(ref _collectedAt, time.GetTimestamp());
        return Volatile.Read(ref _last);
    }

    private bool IsCollected() => Volatile.Read(ref _collectedAt) is var at and not -1 && time.GetElapsedTime(at) < IdleAfter;

    private async Task<Sample?> TryPollAsync(CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(QueryTimeout);
        try
        {
            var (waiting, oldestAge) = await outbox.ReadOutboxAsync(deadline.Token);
            var transaction = await OldestTransaction.ReadAsync(databases.SynchronousCommit, deadline.Token);
            return new(waiting, oldestAge, transaction?.Age(time.GetUtcNow()) ?? TimeSpan.Zero);
        }
        catch (Exception e) when (e is OperationCanceledException || PostgresFaults.Of(e) is not null)
        {
            return null;
        }
    }

    private sealed record Sample(long Waiting, TimeSpan OldestAge, TimeSpan TransactionAge);
}
