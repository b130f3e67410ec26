using Benchmarks.Comparison;
using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Realtime;

/// <summary>max: the highest rate of orders that the whole pipeline sustains.</summary>
internal sealed class MaximumSearch(BenchmarkServers servers, NetworkMeter network, Action<string> report)
{
    public const string Name = "max";

    /// <summary>An order must have its effect within this, 99 of 100 times.</summary>
    private const double LimitMilliseconds = 1_000;

    /// <summary>The answer is found to within 5 %.</summary>
    private const double Precision = 1.05;
    private const double Lowest = 250;
    private const double Highest = 1_000_000;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(15);

    private readonly List<string> _failures = [];
    private readonly List<(double Rate, LiveResult Result, bool Sustained)> _steps = [];

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        await using var shop = await LiveShop.OpenAsync(servers, network, PipelineMode.Outbox, cancellationToken);
        var best = await SearchAsync(shop, cancellationToken);
        var confirmed = new List<LiveResult>();
        // A rate that a long stretch does not bear out is not the answer: five per cent less is asked.
        while (best >= Lowest && confirmed.Count < servers.Settings.Rounds)
        {
            var (result, sustained) = await TryAsync(shop, best, Confirmation, cancellationToken);
            if (sustained)
            {
                confirmed.Add(result);
                continue;
            }

            confirmed.Clear();
            best /= Precision;
        }

        report("verifying");
        _failures.AddRange(await shop.VerifyAsync(cancellationToken));
        if (confirmed.Count == 0)
            _failures.Add($"Not even {Lowest:N0} orders a second are sustained.");
        return new()
        {
            Name = Name,
            Title = $"The highest rate sustained: {(confirmed.Count == 0 ? "none" : $"{Math.Floor(best):N0} orders/s")}",
            Environment = environment,
            Tables = [AnswerTable(confirmed), StepTable()],
            Charts = [StepChart()],
            Notes =
            [
                $"Sustained: 99 % of the orders take effect within {LimitMilliseconds / 1000:0} s of when they were due, all that were due are written, and at the end no more is open than one second brings. A product is listed for every ten orders, all of 0.1 s together.",
                $"The rate is doubled until it is not sustained, then halved in between, {Step.TotalSeconds:0} s a step; the answer is borne out by {servers.Settings.Rounds} stretches of {Confirmation.TotalSeconds:0} s. After each stretch that does not, {1 - 1 / Precision:P0} less is asked. All steps are in one shop, so the later ones come after an overload and find more rows; it is verified at the end.",
            ],
            Failures = _failures,
        };
    }

    private async Task<double> SearchAsync(LiveShop shop, CancellationToken cancellationToken)
    {
        report("warming up");
        await shop.RunAsync(Lowest, Step, cancellationToken);
        await shop.RunAsync(4 * Lowest, Step, cancellationToken);
        var (sustained, failed) = (0.0, Highest);
        for (var rate = Lowest * 4; rate < Highest; rate *= 2)
        {
            if (!await IsSustainedAsync(shop, rate, cancellationToken))
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
            if (await IsSustainedAsync(shop, middle, cancellationToken))
                sustained = middle;
            else
                failed = middle;
        }

        return sustained;
    }

    private async Task<bool> IsSustainedAsync(LiveShop shop, double rate, CancellationToken cancellationToken) =>
        (await TryAsync(shop, rate, Step, cancellationToken)).Sustained;

    /// <summary>A step, in the one shop that is warm. It ends when nothing is open; an overload leaves its rows behind, and their upkeep.</summary>
    private async Task<(LiveResult Result, bool Sustained)> TryAsync(LiveShop shop, double rate, TimeSpan duration, CancellationToken cancellationToken)
    {
        var result = await shop.RunAsync(rate, duration, cancellationToken);
        var sustained = result.Times.FromDue.Milliseconds(99) < LimitMilliseconds && result.DueShare >= 1
            && result.OpenAtEnd <= rate;
        _steps.Add((rate, result, sustained));
        report($"{rate:N0} orders/s for {duration.TotalSeconds:0} s: p99 {result.Times.FromDue.Milliseconds(99):N0} ms, {result.OpenAtEnd:N0} open at the end: {(sustained ? "sustained" : "not sustained")}");
        return (result, sustained);
    }

    private static ResultTable AnswerTable(List<LiveResult> confirmed) => new("The answer", "",
    [
        new("highest rate sustained",
        [
            new("orders written", "/s", [.. confirmed.Select(r => r.OrdersPerSecond)]),
            new("due to effect p50", "ms", [.. confirmed.Select(r => r.Times.FromDue.Milliseconds(50))]),
            new("due to effect p99", "ms", [.. confirmed.Select(r => r.Times.FromDue.Milliseconds(99))]),
            new("CPU of the clients", "cores", [.. confirmed.Select(r => r.Cores)]),
        ]),
    ]);

    private ResultTable StepTable() => new("The steps", "orders due a second", [.. _steps.Select(s => new ResultRow($"{s.Rate:N0}, {(s.Sustained ? "sustained" : "not sustained")}",
    [
        new("orders written", "/s", [s.Result.OrdersPerSecond]),
        new("due to effect p99", "ms", [s.Result.Times.FromDue.Milliseconds(99)]),
        new("open at the end", "rows", [s.Result.OpenAtEnd]),
    ]))]);

    private XyChart StepChart()
    {
        var steps = _steps.OrderBy(s => s.Rate).ToList();
        return new("Latency by rate", "orders/s", "ms",
        [
            new("due to effect p50", [.. steps.Select(s => s.Rate)], [.. steps.Select(s => s.Result.Times.FromDue.Milliseconds(50))]),
            new("due to effect p99", [.. steps.Select(s => s.Rate)], [.. steps.Select(s => s.Result.Times.FromDue.Milliseconds(99))]),
        ])
        {
            YAxis = AxisKind.Logarithmic,
        };
    }
}
