using System.Diagnostics;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Postgres.Verification;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;
using Pipeline.Simulation;
using Pipeline.Streams.Delivery;

namespace Pipeline.Shop.Seeding;

/// <summary>
/// Makes customers and products in batches and writes them, several batches at once: making, sending and committing are
/// different work. Numbers come from the database, so repeating adds and never collides.
/// </summary>
/// <param name="settings">How much.</param>
/// <param name="writer">Where to.</param>
/// <param name="numbers">Source of the numbers.</param>
/// <param name="random">Source of the data: the same seed and number give the same row.</param>
/// <param name="outbox">Tells when the events are sent; null where there is no outbox to wait for.</param>
public sealed class ShopSeeder(PipelineSettings settings, IRecordWriter writer, RetryingNumbers numbers, SeededRandom random, ProgressReader? outbox)
{
    private const int Writers = 3;

    /// <summary>How long the outbox may stand still before the seeder stops waiting for Kafka.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly People _people = new(random);
    private readonly Catalog _catalog = new(random);

    /// <summary>Seeds. Reports after every batch, from several threads but one at a time.</summary>
    public async Task<SeedSummary> RunAsync(Action<SeedProgress> report, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var options = settings.Seed;
        var users = await WriteAsync(
            "users", options.Users, numbers.NextUsersAsync, n => _people.Create(n), writer.WriteAsync, report, cancellationToken);
        var products = await WriteAsync(
            "products", options.Products, numbers.NextProductsAsync, n => _catalog.Create(n), writer.WriteAsync, report, cancellationToken);
        var written = clock.Elapsed;
        var waiting = outbox is null ? 0 : await WaitForKafkaAsync(outbox, users.Done + products.Done, clock, report, cancellationToken);
        return new(
            users.Done + products.Done, users.Failed + products.Failed, written,
            outbox is not null && waiting == 0 ? clock.Elapsed : null, waiting);
    }

    private async Task<(long Done, long Failed)> WriteAsync<T>(
        string what,
        int total,
        Func<int, CancellationToken, Task<long[]>> next,
        Func<long, T> make,
        Func<IReadOnlyList<T>, CancellationToken, Task> write,
        Action<SeedProgress> report,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var reporting = new Lock();
        long done = 0, failed = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Batches(total), options, async (count, token) =>
        {
            var written = await TryWriteAsync(count, next, make, write, token);
            lock (reporting)
            {
                done += written ? count : 0;
                failed += written ? 0 : count;
                report(new(what, done, total, clock.Elapsed));
            }
        });
        return (done, failed);
    }

    private static async Task<bool> TryWriteAsync<T>(
        int count, Func<int, CancellationToken, Task<long[]>> next, Func<long, T> make, Func<IReadOnlyList<T>, CancellationToken, Task> write, CancellationToken token)
    {
        try
        {
            var rows = Array.ConvertAll(await next(count, token), n => make(n));
            await write(rows, token);
            return true;
        }
        catch (Exception e) when (PostgresFaults.Of(e) is not null && !token.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Batch sizes that add up to the total.</summary>
    private IEnumerable<int> Batches(int total)
    {
        for (var left = total; left > 0; left -= settings.Seed.Batch)
            yield return Math.Min(left, settings.Seed.Batch);
    }

    /// <summary>Waits until the relays have sent what the outbox held when the last row was committed.</summary>
    private static async Task<long> WaitForKafkaAsync(
        ProgressReader outbox, long total, Stopwatch clock, Action<SeedProgress> report, CancellationToken cancellationToken)
    {
        var cut = await outbox.ReadOutboxCutAsync(cancellationToken);
        var waiting = cut == 0 ? 0 : await outbox.CountOutboxAsync(cut, cancellationToken);
        var lastMove = Stopwatch.StartNew();
        var lastReport = Stopwatch.StartNew();
        while (waiting > 0 && lastMove.Elapsed < WaitTimeout)
        {
            await Task.Delay(Poll, cancellationToken);
            var left = await outbox.CountOutboxAsync(cut, cancellationToken);
            if (left < waiting)
                lastMove.Restart();
            waiting = left;
            if (lastReport.Elapsed < ReportPeriod)
                continue;
            lastReport.Restart();
            report(new("acknowledged by Kafka", Math.Max(0, total - waiting), total, clock.Elapsed));
        }

        return waiting;
    }
}
