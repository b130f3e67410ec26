using Benchmarks.Limits;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Growth;

/// <summary>growth: throughput of the sink with few rows in the database and with many.</summary>
internal sealed class GrowthBenchmark(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "growth";

    private const int DefaultRows = 10_000_000;
    private const int Stage = 500_000;

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        if (servers.EmbedsKafka)
        {
            throw new StartupRefusedException(
                "growth needs a topic that keeps its messages; the mock cluster deletes them. Set KAFKA_BOOTSTRAP_SERVERS to brokers.",
                isTransient: false);
        }

        var stages = Math.Max(3, (servers.Settings.Rows ?? DefaultRows) / Stage);
        await using var shop = await servers.OpenShopAsync(PipelineMode.Stream.Settings, cancellationToken);
        using var orders = new OrderSource(new(shop.Settings.Write.Seed));
        var rates = new List<double>();
        for (var stage = 1; stage <= stages; stage++)
        {
            await TopicLoad.SendOrdersAsync(shop, orders, Stage, cancellationToken);
            rates.Add(await ConsumerRate.ApplyingAsync(shop, network, (long)stage * Stage, cancellationToken));
            report($"{(long)stage * Stage:N0} rows: {rates[^1]:N0} rows/s");
        }

        report("verifying");
        var failures = await shop.VerifyAsync(cancellationToken);
        // Without the first stage, which includes compilation. Up to three stages at each end, because single stages vary.
        var compared = Math.Min(3, (stages - 1) / 2);
        var few = new Measurement("rate", "rows/s", rates.GetRange(1, compared));
        var many = new Measurement("rate", "rows/s", rates.GetRange(stages - compared, compared));
        double[] rows = [.. Enumerable.Range(1, stages).Select(s => (double)s * Stage)];
        return new()
        {
            Name = Name,
            Title = $"The sink from {Stage:N0} to {(long)stages * Stage:N0} rows",
            Environment = environment,
            Tables =
            [
                new("Orders from the topic into the database, in stages", "rows in the database",
                [
                    new($"{Stage:N0} and more: stages 2–{compared + 1}", [few]),
                    new($"up to {(long)stages * Stage:N0}: the last {compared}", [many]),
                ]),
                new("Ratio", "", [new("many rows / few rows", [new("ratio", "", [many.Median / few.Median])])]),
                new("Every stage", "rows after the stage",
                    [.. rates.Select((r, i) => new ResultRow($"{rows[i]:N0}", [new("rate", "rows/s", [r])]))]),
            ],
            Charts = [new XyChart("Rows per second, by rows in the database", "rows", "rows/s", [new("sink", rows, rates)])],
            Notes =
            [
                $"Every stage fills the topic with {Stage:N0} orders, then three new members apply them: processed events, upsert, totals "
                    + "and progress. The first stage includes compilation.",
            ],
            Failures = failures,
        };
    }
}
