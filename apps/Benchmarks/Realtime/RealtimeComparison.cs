using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Realtime;

/// <summary>realtime_comparison: live orders and products at several rates, without Kafka, through the outbox, and as a stream.</summary>
internal sealed class RealtimeComparison(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "realtime_comparison";

    /// <summary>A note names every rate of which a round wrote less than this share.</summary>
    private const double ReachedShare = 0.95;

    /// <summary>
    /// Duration of the warm-up per mode, at the highest rate. Brokers that were just started compile code during their first minutes under
    /// load and take CPU from everything else.
    /// </summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    private readonly List<string> _failures = [];
    private readonly Dictionary<(PipelineMode Mode, double Rate), List<LiveResult>> _results = [];

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        var settings = servers.Settings;
        var shortest = settings.Rounds * settings.OrderRates.Count;
        var duration = settings.Duration / shortest;
        if (duration < TimeSpan.FromSeconds(1))
        {
            throw new SettingsException(
            [
                $"SECONDS is {settings.Duration.TotalSeconds:0}: {settings.Rounds} rounds of {settings.OrderRates.Count} rates need "
                    + $"at least {shortest}; set SECONDS, BENCHMARK_ROUNDS or ORDER_RATE.",
            ]);
        }

        foreach (var mode in PipelineMode.All)
            await RoundAsync("warming up", mode, [settings.OrderRates.Max()], WarmUp, record: false, cancellationToken);
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var mode in PipelineMode.All)
            {
                var name = $"round {round} of {settings.Rounds}";
                await RoundAsync(name, mode, settings.OrderRates, duration, record: true, cancellationToken);
            }
        }

        return new()
        {
            Name = Name,
            Title = $"Live orders and products, {settings.Duration.TotalSeconds:0} s per mode "
                + $"in {ReportFormat.Count(settings.Rounds, "round")}",
            Environment = environment.WithRounds(settings.Rounds),
            Tables = [Table()],
            Charts = [.. settings.OrderRates.Select(EffectChart)],
            Notes = [.. Notes(duration)],
            Failures = _failures,
        };
    }

    private async Task RoundAsync(
        string name, PipelineMode mode, IReadOnlyList<double> rates, TimeSpan duration, bool record, CancellationToken cancellationToken)
    {
        await using var shop = await LiveShop.OpenAsync(servers, network, mode, cancellationToken);
        foreach (var rate in rates)
        {
            report($"{name}: {mode.Name}, {rate:N0} orders/s for {duration.TotalSeconds:0.#} s");
            var result = await shop.RunAsync(rate, duration, cancellationToken);
            var latency = result.Times.DueToEffect;
            report($"  due to effect p50 {latency.Milliseconds(50):0.0} ms, p99 {latency.Milliseconds(99):0.0} ms");
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

    private IEnumerable<string> Notes(TimeSpan duration) =>
    [
        $"Every rate runs for {duration.TotalSeconds:0.#} s per round, after one second that is not counted. One product is listed per ten "
            + "orders, in batches of 0.1 s.",
        "Latencies start when an order was due, so that they include the wait behind a stall. Commit to effect is the time from the "
            + "writer's commit (stream: Kafka's acknowledgement) to the consumer's commit.",
        "Kafka off: the commit is the effect.",
        .. _results.Where(r => Slowest(r.Value) < ReachedShare * r.Key.Rate).Select(r =>
            $"{r.Key.Mode.Name}, {r.Key.Rate:N0}: one round wrote only {Slowest(r.Value):N0} orders/s. Its latencies are mostly the wait "
                + "for a free writer."),
    ];

    private static double Slowest(List<LiveResult> results) => results.Min(static r => r.OrdersPerSecond);

    private ResultTable Table() => new(
        "Orders, by mode and rate", "mode, orders due per second", [.. _results.Select(r => Row(r.Key.Mode, r.Key.Rate, r.Value))]);

    private static ResultRow Row(PipelineMode mode, double rate, List<LiveResult> results)
    {
        return new($"{mode.Name}, {rate:N0}",
        [
            Of("orders written", "/s", r => r.OrdersPerSecond) with { IsDetail = true },
            Of("write p50", "ms", r => r.Times.Write.Milliseconds(50)) with { IsDetail = true },
            Of("write p99", "ms", r => r.Times.Write.Milliseconds(99)),
            Of("write max", "ms", r => r.Times.Write.Milliseconds(100)) with { IsDetail = true },
            Of("commit to effect p50", "ms", r => CommitToEffect(r, 50)),
            Of("commit to effect p99", "ms", r => CommitToEffect(r, 99)),
            Of("commit to effect max", "ms", r => CommitToEffect(r, 100)) with { IsDetail = true },
            Of("due to effect p99", "ms", r => r.Times.DueToEffect.Milliseconds(99)),
            Of("CPU of the clients", "cores", r => r.Cores),
        ]);

        Measurement Of(string name, string unit, Func<LiveResult, double> value) => new(name, unit, [.. results.Select(value)]);

        // Without events the commit is the effect.
        double CommitToEffect(LiveResult result, double percentile) =>
            mode.EventsHaveEffect ? result.Times.CommitToEffect.Milliseconds(percentile) : double.NaN;
    }

    private XyChart EffectChart(double rate) => PercentileChart.Create(
        $"From due to effect at {rate:N0} orders/s",
        PipelineMode.All.Select(m => (m.Name, _results[(m, rate)].Select(static r => r.Times.DueToEffect))));
}
