namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline metrics list</c> lists the metrics, <c>verify</c> checks that Prometheus has them.</summary>
internal static class MetricsCommand
{
    /// <summary>Width of the table in a pipe: wide enough for one line per metric. A terminal has its own width.</summary>
    private const int PipeWidth = 240;

    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);

    public static Command Create() => new("metrics", "List the metrics, or check that Prometheus has them.") { List(), Verify() };

    private static Command List()
    {
        var markdown = new Option<bool>("--markdown") { Description = "Print the table of GUIDE/METRICS.md." };
        var command = new Command("list", "List all metrics with unit and meaning.") { markdown };
        command.SetAction(result => Print(result.GetValue(markdown)));
        return command;
    }

    private static Command Verify()
    {
        var command = new Command(
            "verify",
            "Check in Prometheus (PROMETHEUS_URL) that every metric has a series, also of the brokers; exit code 1 if one is missing.");
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
        foreach (var metric in Instruments.All)
        {
            table.AddRow(
                Markup.Escape(metric.Name), metric.Kind.ToString().ToLowerInvariant(), Markup.Escape(metric.Unit),
                Markup.Escape(metric.Meaning));
        }

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
