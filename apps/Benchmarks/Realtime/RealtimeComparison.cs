using Benchmarks.Comparison;
using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

namespace Benchmarks.Realtime;

/// <summary>realtime_comparison: live orders and products at several rates, without Kafka, through the outbox, and as a stream.</summary>
internal sealed class RealtimeComparison(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "realtime_comparison";

    private static readonly double[] Percentiles = [50, 75, 90, 95, 99, 99.9, 100];

    /// <summary>Below this share of a rate it is said that it was not reached.</summary>
    private const double ReachedShare = 0.95;

    /// <summary>
    /// Of each mode, at the highest rate. Brokers that were just started compile for the first minutes under load, which takes
    /// cores from everything else.
    /// </summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    private readonly List<string> _failures = [];
    private readonly Dictionary<(PipelineMode Mode, double Rate), List<LiveResult>> _results = [];

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        var settings = servers.Settings;
        var stretch = settings.Duration / (settings.Rounds * settings.OrderRates.Count);
        if (stretch < TimeSpan.FromSeconds(1))
        {
            throw new SettingsException(
                [$"SECONDS is {settings.Duration.TotalSeconds:0}: {settings.Rounds} rounds of {settings.OrderRates.Count} rates need at least {settings.Rounds * settings.OrderRates.Count}; set SECONDS, BENCHMARK_ROUNDS or ORDER_RATE."]);
        }

        foreach (var mode in PipelineMode.All)
            await RoundAsync("warming up", mode, [settings.OrderRates.Max()], WarmUp, record: false, cancellationToken);
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var mode in PipelineMode.All)
                await RoundAsync($"round {round} of {settings.Rounds}", mode, settings.OrderRates, stretch, record: true, cancellationToken);
        }

        return new()
        {
            Name = Name,
            Title = $"Live orders and products, {settings.Duration.TotalSeconds:0} s a mode in {ReportFormat.Count(settings.Rounds, "round")}",
            Environment = environment.WithRounds(servers.Settings.Rounds),
            Tables = [Table()],
            Charts = [.. settings.OrderRates.Select(EffectChart)],
            Notes =
            [
                $"Every rate runs for {stretch.TotalSeconds:0.#} s a round, after a second that is not counted; a product is listed for every ten orders, all of 0.1 s together.",
                "Latencies count from the moment an order was due, so that a stall is in the figures of all it kept waiting; commit to effect is the time between the writer's commit (stream: Kafka's acknowledgement) and the consumer's.",
                "Kafka off: the commit is the effect.",
                .. _results.Where(r => Slowest(r.Value) < ReachedShare * r.Key.Rate).Select(r =>
                    $"{r.Key.Mode.Name}, {r.Key.Rate:N0}: in a round only {Slowest(r.Value):N0} orders/s were written; what was due waited, and its latencies are of that wait."),
            ],
            Failures = _failures,
        };
    }

    private async Task RoundAsync(
        string name, PipelineMode mode, IReadOnlyList<double> rates, TimeSpan stretch, bool record, CancellationToken cancellationToken)
    {
        await using var shop = await LiveShop.OpenAsync(servers, network, mode, cancellationToken);
        foreach (var rate in rates)
        {
            report($"{name}: {mode.Name}, {rate:N0} orders/s for {stretch.TotalSeconds:0.#} s");
            var result = await shop.RunAsync(rate, stretch, cancellationToken);
            report($"  due to effect p50 {result.Times.FromDue.Milliseconds(50):0.0} ms, p99 {result.Times.FromDue.Milliseconds(99):0.0} ms");
            if (!record)
                continue;
            if (!_results.TryGetValue((mode, rate), out var results))
                _results[(mode, rate)] = results = [];
            results.Add(result);
            if (result.DueShare < 1)
                _failures.Add($"{mode.Name}, {rate:N0} orders/s: {1 - result.DueShare:P1} of the orders were refused.");
        }

        _failures.AddRange((await shop.VerifyAsync(cancellationToken)).Select(f => $"{mode.Name}: {f}"));
    }

    private static double Slowest(List<LiveResult> results) => results.Min(static r => r.OrdersPerSecond);

    private ResultTable Table() => new("Orders, by mode and rate", "mode, orders due a second", [.. _results.Select(r => Row(r.Key.Mode, r.Key.Rate, r.Value))]);

    private static ResultRow Row(PipelineMode mode, double rate, List<LiveResult> results)
    {
        return new($"{mode.Name}, {rate:N0}",
        [
            Of("orders written", "/s", r => r.OrdersPerSecond) with { IsDetail = true },
            Of("write p50", "ms", r => r.Times.Write.Milliseconds(50)) with { IsDetail = true },
            Of("write p99", "ms", r => r.Times.Write.Milliseconds(99)),
            Of("write max", "ms", r => r.Times.Write.Milliseconds(100)) with { IsDetail = true },
            Of("commit to effect p50", "ms", r => FromCommit(r, 50)),
            Of("commit to effect p99", "ms", r => FromCommit(r, 99)),
            Of("commit to effect max", "ms", r => FromCommit(r, 100)) with { IsDetail = true },
            Of("due to effect p99", "ms", r => r.Times.FromDue.Milliseconds(99)),
            Of("CPU of the clients", "cores", r => r.Cores),
        ]);

        Measurement Of(string name, string unit, Func<LiveResult, double> value) => new(name, unit, [.. results.Select(value)]);

        // Without events the commit is the effect.
        double FromCommit(LiveResult result, double percentile) => mode.EventsHaveEffect ? result.Times.FromCommit.Milliseconds(percentile) : double.NaN;
    }

    private XyChart EffectChart(double rate) => new(
        $"From due to effect at {rate:N0} orders/s", "percentile", "ms",
        [
            .. PipelineMode.All.Select(m => new XySeries(
                m.Name, Percentiles, [.. Percentiles.Select(p => new Measurement("", "", [.. _results[(m, rate)].Select(r => r.Times.FromDue.Milliseconds(p))]).Median)])),
        ])
    {
        XAxis = AxisKind.Percentile,
        YAxis = AxisKind.Logarithmic,
    };
}
