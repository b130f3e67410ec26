using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Realtime;

/// <summary>max: the highest rate of orders that the whole pipeline sustains.</summary>
internal sealed class MaximumSearch(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "max";

    /// <summary>Limit of the p99 from due to effect.</summary>
    private const double LimitMilliseconds = 1_000;

    /// <summary>The search ends when the rate that failed is at most 5 % above the rate that was sustained.</summary>
    private const double Precision = 1.05;
    private const double Lowest = 250;
    private const double Highest = 1_000_000;
    private static readonly TimeSpan StepDuration = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ConfirmationDuration = TimeSpan.FromSeconds(15);

    private readonly List<string> _failures = [];
    private readonly List<Step> _steps = [];

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        await using var shop = await LiveShop.OpenAsync(servers, network, PipelineMode.Outbox, cancellationToken);
        var best = await SearchAsync(shop, cancellationToken);
        var confirmed = new List<LiveResult>();
        // A short step can pass by chance: every confirmation must pass, otherwise all are repeated at a rate 5 % lower.
        while (best >= Lowest && confirmed.Count < servers.Settings.Rounds)
        {
            var step = await TryAsync(shop, best, ConfirmationDuration, cancellationToken);
            if (step.Sustained)
            {
                confirmed.Add(step.Result);
                continue;
            }

            confirmed.Clear();
            best /= Precision;
        }

        report("verifying");
        _failures.AddRange(await shop.VerifyAsync(cancellationToken));
        if (confirmed.Count == 0)
            _failures.Add($"The pipeline does not sustain {Lowest:N0} orders per second, the lowest rate that is tried.");
        return new()
        {
            Name = Name,
            Title = $"The highest rate sustained: {(confirmed.Count == 0 ? "none" : $"{Math.Floor(best):N0} orders/s")}",
            Environment = environment,
            Tables = [AnswerTable(confirmed), StepTable(_steps)],
            Charts = [StepChart(_steps)],
            Notes =
            [
                $"A rate is sustained when 99 % of the orders take effect within {LimitMilliseconds / 1000:0} s of the time they were due, "
                    + "all orders that were due are written, and at the end no more rows are open than one second brings. One product is "
                    + "listed per ten orders, in batches of 0.1 s.",
                $"The search doubles the rate until it is not sustained, then bisects, {StepDuration.TotalSeconds:0} s per step. "
                    + $"{servers.Settings.Rounds} runs of {ConfirmationDuration.TotalSeconds:0} s confirm the result. When a confirmation "
                    + $"fails, the rate is reduced by {1 - 1 / Precision:P0} and confirmed again. All steps use one database, so later "
                    + "steps follow an overload and find more rows. The database is verified at the end.",
            ],
            Failures = _failures,
        };
    }

    /// <summary>Latencies by rate, with the limit of the p99.</summary>
    internal static XyChart StepChart(IReadOnlyList<Step> steps)
    {
        double[] rates = [.. steps.Select(s => s.Rate).Distinct().Order()];
        return new("Latency by rate", "orders/s", "ms", [Series(50), Series(99)])
        {
            IsLogarithmic = true,
            Limit = ($"limit of p99, {LimitMilliseconds:N0} ms", LimitMilliseconds),
        };

        // A rate that was tried several times has one point, the worst, so that the line does not go back and forth.
        XySeries Series(double percentile) => new(
            $"due to effect p{percentile}", rates, Array.ConvertAll(rates, rate => Worst(steps.Where(s => s.Rate == rate), percentile)));

        static double Worst(IEnumerable<Step> steps, double percentile) =>
            steps.Max(s => s.Result.Times.DueToEffect.Milliseconds(percentile));
    }

    /// <summary>Steps are numbered: a rate may be tried several times, and a subject must be unique within its table.</summary>
    internal static ResultTable StepTable(IReadOnlyList<Step> steps) => new("The steps", "step, orders due per second",
    [
        .. steps.Select(static (step, i) => new ResultRow($"{i + 1}: {step.Rate:N0}, {(step.Sustained ? "sustained" : "not sustained")}",
        [
            new("orders written", "/s", [step.Result.OrdersPerSecond]),
            new("due to effect p99", "ms", [step.Result.Times.DueToEffect.Milliseconds(99)]),
            new("open at the end", "rows", [step.Result.OpenAtEnd]),
        ])),
    ]);

    private async Task<double> SearchAsync(LiveShop shop, CancellationToken cancellationToken)
    {
        report("warming up");
        await shop.RunAsync(Lowest, StepDuration, cancellationToken);
        await shop.RunAsync(4 * Lowest, StepDuration, cancellationToken);
        var (sustained, failed) = (0.0, Highest);
        for (var rate = Lowest * 4; rate < Highest; rate *= 2)
        {
            if (!(await TryAsync(shop, rate, StepDuration, cancellationToken)).Sustained)
            {
                failed = rate;
                break;
            }

            sustained = rate;
        }

        if (sustained == 0)
            sustained = Lowest;
        while (failed / sustained > Precision)
        {
            var middle = Math.Round(Math.Sqrt(sustained * failed));
            if ((await TryAsync(shop, middle, StepDuration, cancellationToken)).Sustained)
                sustained = middle;
            else
                failed = middle;
        }

        return sustained;
    }

    /// <summary>Runs one step. It returns when no row is open, so that the next step starts without a backlog.</summary>
    private async Task<Step> TryAsync(LiveShop shop, double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var result = await shop.RunAsync(rate, duration, cancellationToken);
        var p99 = result.Times.DueToEffect.Milliseconds(99);
        var step = new Step(rate, result, p99 < LimitMilliseconds && result.DueShare >= 1 && result.OpenAtEnd <= rate);
        _steps.Add(step);
        report($"{rate:N0} orders/s for {duration.TotalSeconds:0} s: p99 {p99:N0} ms, {result.OpenAtEnd:N0} open at the end: "
            + (step.Sustained ? "sustained" : "not sustained"));
        return step;
    }

    private static ResultTable AnswerTable(List<LiveResult> confirmed) => new("The answer", "",
    [
        new("highest rate sustained",
        [
            new("orders written", "/s", [.. confirmed.Select(r => r.OrdersPerSecond)]),
            new("due to effect p50", "ms", [.. confirmed.Select(r => r.Times.DueToEffect.Milliseconds(50))]),
            new("due to effect p99", "ms", [.. confirmed.Select(r => r.Times.DueToEffect.Milliseconds(99))]),
            new("CPU of the clients", "cores", [.. confirmed.Select(r => r.Cores)]),
        ]),
    ]);

    /// <summary>One rate that was tried.</summary>
    /// <param name="Rate">Orders due per second.</param>
    /// <param name="Result">What was measured.</param>
    /// <param name="Sustained">Whether the pipeline sustained the rate.</param>
    internal sealed record Step(double Rate, LiveResult Result, bool Sustained);
}
