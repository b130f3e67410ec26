using Benchmarks.Comparison;
using Benchmarks.Limits;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;
using Pipeline.Hosting.Startup;
using Pipeline.Streams.Faults;

namespace Benchmarks.Growth;

/// <summary>growth: what the sink takes when there are few rows already, and when there are many.</summary>
internal sealed class GrowthBenchmark(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "growth";

    private const int DefaultRows = 10_000_000;
    private const int Stage = 500_000;

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        if (servers.EmbedsKafka)
            throw new StartupRefusedException("The embedded stand-in for Kafka forgets what nobody reads: set KAFKA_BOOTSTRAP_SERVERS to brokers.", canHeal: false);
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
        // The first stage compiles; of the others up to three at either end, because neighbours differ.
        var compared = Math.Min(3, (stages - 1) / 2);
        var (few, many) = (new Measurement("rate", "rows/s", rates.GetRange(1, compared)), new Measurement("rate", "rows/s", rates.GetRange(stages - compared, compared)));
        double[] rows = [.. Enumerable.Range(1, stages).Select(s => (double)s * Stage)];
        return new()
        {
            Name = Name,
            Title = $"The sink from {Stage:N0} to {(long)stages * Stage:N0} rows",
            Environment = environment,
            Tables =
            [
                new("Orders from the topic into the database, in stages", "rows there", [new($"{Stage:N0} and more: stages 2–{compared + 1}", [few]), new($"up to {(long)stages * Stage:N0}: the last {compared}", [many])]),
                new("Ratio", "", [new("many rows / few rows", [new("ratio", "", [many.Median / few.Median])])]),
                new("Every stage", "rows after it", [.. rates.Select((r, i) => new ResultRow($"{rows[i]:N0}", [new("rate", "rows/s", [r])]))]),
            ],
            Charts = [new XyChart("Rows a second, by rows there", "rows", "rows/s", [new("sink", rows, rates)])],
            Notes = [$"Every stage fills the topic with {Stage:N0} orders and then has three new members apply them: ledger, upsert, totals and progress. The first stage also compiles."],
            Failures = failures,
        };
    }
}
