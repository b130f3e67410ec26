using System.Diagnostics;
using System.Globalization;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Servers;
using Pipeline.Hosting.Composition;
using Pipeline.Postgres.Outbox;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Shop.Tables;
using Pipeline.Streams.Definitions;

namespace Benchmarks.Comparison;

/// <summary>What a mode did in one round.</summary>
internal sealed record SeedResult
{
    /// <summary>Rows a second until committed (stream: until acknowledged by Kafka).</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>Rows a second until Kafka had acknowledged every event; NaN without Kafka.</summary>
    public required double AcknowledgedPerSecond { get; init; }

    /// <summary>Seconds from the first row until everything had taken effect.</summary>
    public required double EffectSeconds { get; init; }

    /// <summary>What it used until then.</summary>
    public required ResourceUsage Usage { get; init; }

    /// <summary>The same rows by COPY, rows a second: the limit of seeding without Kafka; NaN with it.</summary>
    public required double CopiedPerSecond { get; init; }

    /// <summary>The writer's latency at the common rate, from the intended start.</summary>
    public required Latencies Latency { get; init; }
}

/// <summary>One mode in one round: seeds at full speed with the product's own seeder, then writes at a rate for the latency, then verifies.</summary>
internal sealed class SeedRun(BenchmarkServers servers, NetworkMeter network, int rows)
{
    /// <summary>The rate at which the writers' latencies are compared, rows a second: every mode can do more.</summary>
    public const double LatencyRate = 1_000;

    private static readonly TimeSpan LatencyTime = TimeSpan.FromSeconds(5);
    private static readonly StreamDefinition[] Streams = [ShopStreams.Users, ShopStreams.Products];

    public async Task<SeedResult> RunAsync(PipelineMode mode, List<string> failures, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(SettingsOf(mode), cancellationToken);
        await using var running = await RunningShop.StartAsync(shop, network, sink: null, Streams, cancellationToken);
        // Before the rates: the first statements of a session are prepared, the first requests to brokers make connections.
        var written = await PacedAsync(running, shop, new Latencies(), TimeSpan.FromSeconds(1), cancellationToken);

        var before = await ResourceUsage.ReadAsync(shop.Database, network, cancellationToken);
        var clock = Stopwatch.StartNew();
        var summary = await running.Seeder.RunAsync(static _ => { }, cancellationToken);
        if (!summary.Complete)
            failures.Add($"{mode.Name}: {summary.Failed:N0} rows were not written, {summary.Waiting:N0} events not acknowledged.");
        if (mode.EventsHaveEffect)
            await running.UntilAppliedAsync(written + summary.Succeeded, cancellationToken);
        var effect = clock.Elapsed;
        // librdkafka counts its bytes once a second.
        await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
        var usage = await ResourceUsage.ReadAsync(shop.Database, network, cancellationToken) - before;

        var latency = new Latencies();
        written += summary.Succeeded + await PacedAsync(running, shop, latency, LatencyTime, cancellationToken);
        if (mode.EventsHaveEffect)
            await running.UntilAppliedAsync(written, cancellationToken);
        failures.AddRange((await shop.VerifyAsync(cancellationToken)).Select(f => $"{mode.Name}: {f}"));
        if (await shop.AskAsync<long>("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM products)", cancellationToken) is var found && found != written)
            failures.Add($"{mode.Name}: {written:N0} rows were written and {found:N0} are there.");
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

    /// <summary>Customers at a rate.</summary>
    /// <returns>How many were written.</returns>
    private static async Task<long> PacedAsync(RunningShop running, BenchmarkShop shop, Latencies latency, TimeSpan duration, CancellationToken cancellationToken)
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
