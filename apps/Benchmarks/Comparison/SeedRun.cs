using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Servers;

namespace Benchmarks.Comparison;

/// <summary>Result of one mode in one round.</summary>
internal sealed record SeedResult
{
    /// <summary>Rows per second until committed (stream: until Kafka has acknowledged).</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>Rows per second until Kafka has acknowledged every event; NaN without Kafka.</summary>
    public required double AcknowledgedPerSecond { get; init; }

    /// <summary>Seconds from the first row until all rows are in effect.</summary>
    public required double EffectSeconds { get; init; }

    /// <summary>Resources used until all rows are in effect.</summary>
    public required ResourceUsage Usage { get; init; }

    /// <summary>Rows per second of COPY, the limit of seeding without Kafka; NaN with Kafka.</summary>
    public required double CopiedPerSecond { get; init; }

    /// <summary>Latency of a write at <see cref="SeedRun.LatencyRate"/>, from its intended start.</summary>
    public required Latencies Latency { get; init; }
}

/// <summary>One mode in one round: seeds at full speed with the pipeline's seeder, measures latencies at a rate, verifies.</summary>
internal sealed class SeedRun(BenchmarkServers servers, NetworkMeter network, int rows)
{
    /// <summary>Rows per second at which latencies are compared. Every mode is faster at full speed.</summary>
    public const double LatencyRate = 1_000;

    private static readonly TimeSpan LatencyTime = TimeSpan.FromSeconds(5);
    private static readonly StreamDefinition[] Streams = [ShopStreams.Users, ShopStreams.Products];

    public async Task<SeedResult> RunAsync(PipelineMode mode, List<string> failures, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(SettingsOf(mode), cancellationToken);
        await using var running = await RunningShop.StartAsync(shop, network, sink: null, Streams, cancellationToken);
        // Before measuring: the first statements of a session are prepared, the first requests to brokers open connections.
        var written = await PacedAsync(running, shop, new Latencies(), TimeSpan.FromSeconds(1), cancellationToken);

        var before = await ResourceUsage.ReadAsync(shop.Database, network, cancellationToken);
        var clock = Stopwatch.StartNew();
        var summary = await running.Seeder.RunAsync(static _ => { }, cancellationToken);
        if (!summary.Complete)
            failures.Add($"{mode.Name}: {summary.Failed:N0} rows were not written, {summary.Waiting:N0} events were not acknowledged.");
        if (mode.EventsHaveEffect)
            await running.UntilAppliedAsync(written + summary.Succeeded, cancellationToken);
        var effect = clock.Elapsed;
        // librdkafka reports its bytes once per second.
        await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
        var usage = await ResourceUsage.ReadAsync(shop.Database, network, cancellationToken) - before;

        var latency = new Latencies();
        written += summary.Succeeded + await PacedAsync(running, shop, latency, LatencyTime, cancellationToken);
        if (mode.EventsHaveEffect)
            await running.UntilAppliedAsync(written, cancellationToken);
        failures.AddRange((await shop.VerifyAsync(cancellationToken)).Select(f => $"{mode.Name}: {f}"));
        var found = await shop.AskAsync<long>("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM products)", cancellationToken);
        if (found != written)
            failures.Add($"{mode.Name}: {written:N0} rows were written, but the database has {found:N0}.");
        return new()
        {
            RowsPerSecond = summary.Succeeded / summary.Written.TotalSeconds,
            AcknowledgedPerSecond = mode == PipelineMode.Stream ? summary.Succeeded / summary.Written.TotalSeconds
                : summary.Acknowledged is { } acknowledged ? summary.Succeeded / acknowledged.TotalSeconds : double.NaN,
            EffectSeconds = effect.TotalSeconds,
            Usage = usage,
            CopiedPerSecond = mode == PipelineMode.Off ? await CopyBaseline.MeasureAsync(shop, cancellationToken) : double.NaN,
            Latency = latency,
        };
    }

    /// <summary>Writes users at <see cref="LatencyRate"/>.</summary>
    /// <returns>Users written.</returns>
    private static async Task<long> PacedAsync(
        RunningShop running, BenchmarkShop shop, Latencies latency, TimeSpan duration, CancellationToken cancellationToken)
    {
        var people = new People(new(shop.Settings.Write.Seed));
        var numbers = new ShopNumbers(shop.Database);
        var loop = new OpenLoop(LatencyRate, OpenLoop.OrderStep, async (count, intended) =>
        {
            var users = Array.ConvertAll(await numbers.NextUsersAsync(count, cancellationToken), people.Create);
            await running.Writer.WriteAsync(users, cancellationToken);
            latency.Record(Stopwatch.GetElapsedTime(intended), count);
        });
        await loop.RunAsync(duration, cancellationToken);
        return loop.Written;
    }

    private Dictionary<string, string> SettingsOf(PipelineMode mode) => new(mode.Settings, StringComparer.Ordinal)
    {
        ["SEED_USERS"] = rows.ToString(CultureInfo.InvariantCulture),
        ["SEED_PRODUCTS"] = rows.ToString(CultureInfo.InvariantCulture),
    };
}
