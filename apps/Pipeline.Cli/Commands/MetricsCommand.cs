using System.CommandLine;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Telemetry;
using Pipeline.Kafka;
using Pipeline.Operations.Metrics;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Telemetry;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline metrics list</c> and <c>verify</c>: which metrics there are, and whether Prometheus has them.</summary>
internal static class MetricsCommand
{
    /// <summary>Wide enough that a pipe gets a line a metric; a terminal has its own width.</summary>
    private const int PipeWidth = 240;

    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);

    public static Command Create() => new("metrics", "Which metrics there are, and whether Prometheus has them.") { List(), Verify() };

    private static Command List()
    {
        var markdown = new Option<bool>("--markdown") { Description = "As the table of GUIDE/METRICS.md." };
        var command = new Command("list", "Every metric with unit and meaning.") { markdown };
        command.SetAction(result => Print(result.GetValue(markdown)));
        return command;
    }

    private static Command Verify()
    {
        var command = new Command("verify", "Ask Prometheus (PROMETHEUS_URL) whether every metric has a series; exit code 1 and their names when one has none.");
        command.SetAction((_, token) => VerifyAsync(token));
        return command;
    }

    private static int Print(bool markdown)
    {
        if (markdown)
        {
            foreach (var line in MetricsPage.Lines())
                Console.WriteLine(line);
            return 0;
        }

        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in (string[])["metric", "kind", "unit", "meaning"])
            table.AddColumn(column);
        foreach (var metric in MetricTable.All)
            table.AddRow(Markup.Escape(metric.Name), metric.Kind.ToString().ToLowerInvariant(), Markup.Escape(metric.Unit), Markup.Escape(metric.Meaning));
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<int> VerifyAsync(CancellationToken cancellationToken)
    {
        var prometheus = CommandSettings.Read(static s => [s.Prometheus]).Prometheus;
        using var http = new HttpClient { Timeout = WaitTimeout };
        var report = await new SeriesCheck(http, prometheus).RunAsync(cancellationToken);
        foreach (var line in report.Lines())
            Console.WriteLine(line);
        return report.Ok ? 0 : 1;
    }
}
