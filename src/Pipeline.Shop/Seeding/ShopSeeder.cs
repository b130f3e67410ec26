using Pipeline.Shop.Generation;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;

namespace Pipeline.Shop.Seeding;

/// <summary>
/// Generates users and products in batches and writes several batches in parallel. Numbers come from database sequences, so another
/// run adds rows and never conflicts with existing ones.
/// </summary>
/// <param name="settings">Row counts and batch size.</param>
/// <param name="writer">Writes the rows.</param>
/// <param name="numbers">Allocates user and product numbers.</param>
/// <param name="random">Randomness of the data: the same seed and number give the same row.</param>
/// <param name="outbox">Counts the events in the outbox; null if there is no outbox to wait for.</param>
public sealed class ShopSeeder(
    PipelineSettings settings, IRecordWriter writer, RetryingNumbers numbers, SeededRandom random, ProgressReader? outbox)
{
    private const int Writers = 3;

    /// <summary>The seeder stops waiting for Kafka if the outbox has not shrunk for this time.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly People _people = new(random);
    private readonly Catalog _catalog = new(random);

    /// <summary>Seeds. Calls <paramref name="report"/> after every batch, from several threads but never concurrently.</summary>
    public async Task<SeedSummary> RunAsync(Action<SeedProgress> report, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var options = settings.Seed;
        var users = await WriteAsync(
            "users", options.Users, numbers.NextUsersAsync, _people.Create, report, cancellationToken);
        var products = await WriteAsync(
            "products", options.Products, numbers.NextProductsAsync, _catalog.Create, report, cancellationToken);
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
        Converter<long, T> make,
        Action<SeedProgress> report,
        CancellationToken cancellationToken)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        var reporting = new Lock();
        long done = 0, failed = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Batches(total), options, async (count, token) =>
        {
            var written = await TryWriteAsync(count, next, make, token);
            lock (reporting)
            {
                done += written ? count : 0;
                failed += written ? 0 : count;
                report(new(what, done, total, clock.Elapsed));
            }
        });
        return (done, failed);
    }

    private async Task<bool> TryWriteAsync<T>(
        int count, Func<int, CancellationToken, Task<long[]>> next, Converter<long, T> make, CancellationToken token)
        where T : class
    {
        try
        {
            await writer.WriteAsync(Array.ConvertAll(await next(count, token), make), token);
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

    /// <summary>Waits until the relays have sent the events that were in the outbox after the last commit.</summary>
    private static async Task<long> WaitForKafkaAsync(
        ProgressReader outbox, long total, Stopwatch clock, Action<SeedProgress> report, CancellationToken cancellationToken)
    {
        var cut = await outbox.ReadOutboxCutAsync(cancellationToken);
        var waiting = cut == 0 ? 0 : await outbox.CountOutboxAsync(cut, cancellationToken);
        var sinceProgress = Stopwatch.StartNew();
        var lastReport = Stopwatch.StartNew();
        while (waiting > 0 && sinceProgress.Elapsed < WaitTimeout)
        {
            await Task.Delay(PollInterval, cancellationToken);
            var left = await outbox.CountOutboxAsync(cut, cancellationToken);
            if (left < waiting)
                sinceProgress.Restart();
            waiting = left;
            if (lastReport.Elapsed < ReportPeriod)
                continue;
            lastReport.Restart();
            report(new("acknowledged by Kafka", Math.Max(0, total - waiting), total, clock.Elapsed));
        }

        return waiting;
    }
}
