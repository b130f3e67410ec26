using System.Text.RegularExpressions;

namespace Pipeline.EndToEndTests.Monitoring;

/// <summary>
/// The container system with `make monitoring`: Prometheus scrapes everything, and no board or rule asks for a series that is missing.
/// Grafana's image cannot be pulled everywhere, so its boards are read from their files.
/// </summary>
[Trait("Category", "Compose")]
[Collection(OneSystem.Name)]
public sealed partial class MonitoringTests(SecureSystem running)
{
    /// <summary>Rates need a minute of scrapes, alerts on increases some more.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Prometheus_scrapes_everything_and_every_expression_has_data()
    {
        var system = running.System;
        // A message that is given up, so that the metrics of dead letters are there.
        var clients = await SecureClients.OfAsync(system);
        await SecureClients.WriteAsync(clients.Kafka("operator"), "orders", "no event");
        var (host, port) = await system.PublishedAsync("prometheus", 9090);
        using var prometheus = new PrometheusServer(new($"http://{host}:{port}"));

        await TargetsAreUpAsync(prometheus);
        // The dashboard reads the result and keeps its metrics.
        await system.VerifyAsync();
        await EveryExpressionHasDataAsync(prometheus);
        await RulesAskForWhatIsThereAsync(prometheus);
        Assert.Contains("metrics: ok", await system.MakeAsync(ContainerSystem.Short, "metrics-verify"), StringComparison.Ordinal);

        await system.ComposeAsync("stop", "orders-1", "orders-2", "orders-3");
        try
        {
            await HoldsAsync("an alert is pending when consumers are gone", async () =>
                await prometheus.CountAsync("""ALERTS{alertname=~"ConsumerMissing|TargetDown"}""") > 0 ? "" : "no such alert");
        }
        finally
        {
            await running.StartAgainAsync();
        }
    }

    private static async Task TargetsAreUpAsync(PrometheusServer prometheus)
    {
        string[] wanted =
        [
            "consumers orders-1", "consumers orders-2", "consumers orders-3", "consumers products-1", "consumers products-2",
            "consumers products-3",
            "consumers users-1", "consumers users-2", "consumers users-3", "dashboard dashboard", "kafka kafka-1", "kafka kafka-2",
            "kafka kafka-3",
            "producers producer", "prometheus prometheus",
        ];
        await HoldsAsync("all targets are up", async () =>
        {
            var targets = await prometheus.TargetsAsync();
            var missing = wanted.Except(targets.Select(static t => $"{t.Job} {t.Service}"));
            return string.Join(
                ", ", missing.Concat(targets.Where(static t => t.Health != "up").Select(static t => $"{t.Service} is {t.Health}")));
        });
    }

    private static Task EveryExpressionHasDataAsync(PrometheusServer prometheus)
    {
        Assert.True(Boards.Expressions.Count > 40, $"only {Boards.Expressions.Count} expressions found");
        return HoldsAsync("every panel has data", async () =>
        {
            var empty = new List<string>();
            foreach (var (panel, expression) in Boards.Expressions)
            {
                if (await prometheus.CountAsync(expression) == 0)
                    empty.Add($"{panel}: {expression}");
            }

            return string.Join('\n', empty);
        });
    }

    /// <summary>A rule that is not raised has no data by itself; what can be held is that every series it asks for is there.</summary>
    private static async Task RulesAskForWhatIsThereAsync(PrometheusServer prometheus)
    {
        var rules = await prometheus.RulesAsync();
        Assert.True(rules.Count >= 12, $"only {rules.Count} rules found");
        await HoldsAsync("every rule is evaluated and asks for series that are there", async () =>
        {
            var faults = rules.Where(static r => r.Health == "err").Select(static r => $"{r.Name} cannot be evaluated").ToList();
            foreach (var (name, query, _) in rules)
            {
                foreach (var series in SeriesName().Matches(query).Select(static m => m.Value).Distinct(StringComparer.Ordinal))
                {
                    if (await prometheus.CountAsync($"{{__name__=\"{series}\"}}") == 0)
                        faults.Add($"{name}: {series} is not there");
                }
            }

            return string.Join('\n', faults);
        });
    }

    private static Task HoldsAsync(string what, Func<Task<string>> missing) =>
        Eventually.NothingIsMissingAsync(what, missing, WaitTimeout, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"\b(?:pipeline_\w+|kafka_\w+|jvm_\w+|up)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeriesName();
}
