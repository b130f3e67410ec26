using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>Result of an outage of the database.</summary>
/// <param name="Due">Rows that were due.</param>
/// <param name="Refused">Rows whose write failed. Writes are not retried, so this is what the caller sees.</param>
/// <param name="Lost">Rows that were accepted and are not in the database at the end.</param>
/// <param name="RecoveredSeconds">
/// From the start command of the database until all accepted rows are in effect, including two seconds of the burst; NaN: not within two
/// minutes.
/// </param>
internal sealed record OutageResult(long Due, long Refused, long Lost, double RecoveredSeconds);

/// <summary>Stops the database without shutdown during a burst of writes and starts it again.</summary>
internal sealed class OutageRun(BenchmarkServers servers, NetworkMeter network)
{
    /// <summary>Rows per second of the burst.</summary>
    public const double Rate = 500;

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public async Task<OutageResult> RunAsync(
        PipelineMode mode, DatabaseControl database, List<string> failures, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(mode.Settings, cancellationToken);
        await using var running = await RunningShop.StartAsync(shop, network, sink: null, [ShopStreams.Users], cancellationToken);
        var outage = servers.Settings.Outage;
        var people = new People(new SeededRandom(shop.Settings.Write.Seed));
        var number = 0;
        var loop = new OpenLoop(Rate, OpenLoop.OrderStep, (count, _) =>
        {
            // Numbers do not come from the database, because it is stopped.
            var first = Interlocked.Add(ref number, count) - count;
            return running.Writer.WriteAsync([.. Enumerable.Range(first, count).Select(n => people.Create(n))], cancellationToken);
        });
        var burst = loop.RunAsync(Before + outage + After, cancellationToken);
        await Task.Delay(Before, cancellationToken);
        var clock = Stopwatch.StartNew();
        try
        {
            await database.StopAsync(cancellationToken);
            await Task.Delay(outage - clock.Elapsed is { Ticks: > 0 } rest ? rest : TimeSpan.Zero, cancellationToken);
        }
        finally
        {
            // Also after an error or Ctrl+C: a given database must not stay stopped.
            clock.Restart();
            await database.StartAsync(CancellationToken.None);
        }

        await burst;
        var isRecovered = await HasRecoveredAsync(shop, loop.Written, cancellationToken);
        var recovered = isRecovered ? clock.Elapsed.TotalSeconds : double.NaN;
        if (!isRecovered)
            failures.Add($"{mode.Name}, database stopped: accepted rows are not in effect after {Timeout.TotalMinutes:0} minutes.");
        failures.AddRange((await shop.VerifyAsync(cancellationToken)).Select(f => $"{mode.Name}, database stopped: {f}"));
        // There may be more rows than accepted: a write whose connection broke may have been committed.
        var found = await shop.AskAsync<long>("SELECT count(*) FROM users", cancellationToken);
        var lost = Math.Max(0, loop.Written - found);
        if (lost > 0)
            failures.Add($"{mode.Name}, database stopped: {lost:N0} accepted rows are lost.");
        return new(loop.Due, loop.Refused, lost, recovered);
    }

    /// <summary>Waits until all accepted rows are in the database and no event is in the outbox or in Kafka.</summary>
    private static async Task<bool> HasRecoveredAsync(BenchmarkShop shop, long accepted, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Timeout)
        {
            try
            {
                if (await shop.AskAsync<long>("SELECT count(*) FROM users", cancellationToken) >= accepted
                    && await shop.AskAsync<long>("SELECT count(*) FROM outbox", cancellationToken) == 0
                    && (!shop.Settings.Kafka.Enabled || await shop.AppliedEventsAsync(cancellationToken) >= accepted))
                    return true;
            }
            catch (Npgsql.NpgsqlException)
            {
                // The database is starting.
            }

            await Task.Delay(50, cancellationToken);
        }

        return false;
    }
}
