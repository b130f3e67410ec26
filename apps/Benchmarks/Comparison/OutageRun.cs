using System.Diagnostics;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Servers;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;

namespace Benchmarks.Comparison;

/// <summary>What a mode did while the database was away.</summary>
/// <param name="Due">Rows that were to be written.</param>
/// <param name="Refused">Rows whose write failed. Nobody repeats it here: this is what the user of a shop sees.</param>
/// <param name="Lost">Rows that were accepted and are not there in the end.</param>
/// <param name="RecoveredSeconds">From telling the database to start until everything accepted had taken effect, with two seconds more of the burst; NaN: not within two minutes.</param>
internal sealed record OutageResult(long Due, long Refused, long Lost, double RecoveredSeconds);

/// <summary>The database ends at once in the middle of a burst and is back after a while.</summary>
internal sealed class OutageRun(BenchmarkServers servers, NetworkMeter network)
{
    /// <summary>Rows a second of the burst.</summary>
    public const double Rate = 500;

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public async Task<OutageResult> RunAsync(PipelineMode mode, DatabaseControl database, List<string> failures, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(mode.Settings, cancellationToken);
        await using var running = await RunningShop.StartAsync(shop, network, sink: null, [ShopStreams.Users], cancellationToken);
        var away = servers.Settings.Outage;
        var people = new People(new SeededRandom(shop.Settings.Write.Seed));
        var number = 0;
        var loop = new OpenLoop(Rate, OpenLoop.OrderStep, (count, _) =>
        {
            // Not from the database: it is away.
            var first = Interlocked.Add(ref number, count) - count;
            return running.Writer.WriteAsync([.. Enumerable.Range(first, count).Select(n => people.Create(n))], cancellationToken);
        });
        var burst = loop.RunAsync(Before + away + After, cancellationToken);
        await Task.Delay(Before, cancellationToken);
        var clock = Stopwatch.StartNew();
        try
        {
            await database.StopAsync(cancellationToken);
            await Task.Delay(away - clock.Elapsed is { Ticks: > 0 } rest ? rest : TimeSpan.Zero, cancellationToken);
        }
        finally
        {
            // Whatever happens: it is somebody's database.
            clock.Restart();
            await database.StartAsync(CancellationToken.None);
        }

        await burst;
        var isThere = await UntilAllThereAsync(shop, loop.Written, cancellationToken);
        var recovered = isThere ? clock.Elapsed.TotalSeconds : double.NaN;
        if (!isThere)
            failures.Add($"{mode.Name}, database stopped: what was accepted had not taken effect after {Timeout.TotalMinutes:0} minutes.");
        failures.AddRange((await shop.VerifyAsync(cancellationToken)).Select(f => $"{mode.Name}, database stopped: {f}"));
        // More than accepted is possible: a write whose connection broke may have been committed.
        var found = await shop.AskAsync<long>("SELECT count(*) FROM users", cancellationToken);
        var lost = Math.Max(0, loop.Written - found);
        if (lost > 0)
            failures.Add($"{mode.Name}, database stopped: {lost:N0} accepted rows are lost.");
        return new(loop.Due, loop.Refused, lost, recovered);
    }

    /// <summary>Until every accepted row is there and, with Kafka, nothing is on its way.</summary>
    private static async Task<bool> UntilAllThereAsync(BenchmarkShop shop, long accepted, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Timeout)
        {
            try
            {
                if (await shop.AskAsync<long>("SELECT count(*) FROM users", cancellationToken) >= accepted
                    && await shop.AskAsync<long>("SELECT count(*) FROM outbox", cancellationToken) == 0
                    && (!shop.Settings.Kafka.Enabled || await shop.AskAsync<long>("SELECT coalesce(sum(applied), 0)::bigint FROM consumer_progress", cancellationToken) >= accepted))
                    return true;
            }
            catch (Npgsql.NpgsqlException)
            {
                // It is starting.
            }

            await Task.Delay(50, cancellationToken);
        }

        return false;
    }
}
