using Pipeline.Cli.Chaos;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline chaos</c>: random faults on the running container system, each followed by a verification.</summary>
internal static class ChaosCommand
{
    private static readonly Option<string?> Fault = new("--fault")
    {
        Description = "Only this fault, once. Default: FAULT of the environment, else random faults.",
    };

    private static readonly Option<int?> Minutes = new("--minutes")
    {
        Description = "Start no further fault after this many minutes, 1–1,000. Default: MINUTES of the environment, else 5.",
    };

    private static readonly Option<long?> Seed = new("--seed")
    {
        Description = "The same seed gives the same faults. Default: CHAOS_SEED of the environment, else the time.",
    };

    private static readonly Option<bool> List = new("--list") { Description = "Only list the faults." };

    public static Command Create()
    {
        var command = new Command("chaos", "Inject random faults into the running container system and verify after each. Needs Docker.")
        {
            Fault, Minutes, Seed, List,
        };

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        UnknownSettings.Warn(AllDomains.Joined);
        var reader = new SettingsReader(Environment.GetEnvironmentVariable);
        var only = arguments.GetValue(Fault) ?? reader.OptionalText("FAULT");
        var minutes = arguments.GetValue(Minutes) ?? reader.Number("MINUTES", 5, 1, 1000, "a number of minutes");
        var seed = arguments.GetValue(Seed)
            ?? reader.OptionalNumber("CHAOS_SEED", long.MinValue, long.MaxValue, "a whole number")
            ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var faults = FaultCatalogue.Create();
        if (arguments.GetValue(List) || only == "list")
            return Print(faults);
        if (only is not null && faults.All(f => f.Name != only))
            reader.Fault($"FAULT={only} is not one of {string.Join(", ", faults.Select(f => f.Name))}.");
        if (reader.Faults.Count > 0)
            throw new SettingsException(reader.Faults);
        return await RunAsync(
            [.. faults.Where(f => only is null || f.Name == only)], once: only is not null,
            TimeSpan.FromMinutes(minutes), seed, cancellationToken);
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<ChaosFault> faults, bool once, TimeSpan time, long seed, CancellationToken cancellationToken)
    {
        var script = Path.Combine(Environment.CurrentDirectory, "dc.sh");
        if (!File.Exists(script))
            throw new StartupRefusedException("dc.sh is not in the current folder: run make chaos in the repository.", isTransient: false);
        var project = new ComposeProject(script);
        await using var monitor = new SystemMonitor(project);
        monitor.Start();
        var run = new ChaosRun(project, monitor, Print);
        var random = new SeededRandom(seed);
        var results = new List<ChaosResult>();
        Print($"seed of all randomness: {seed} (CHAOS_SEED={seed} makes the same faults again)");
        try
        {
            if (await run.MeasureBaselineAsync(cancellationToken) is { } symptom)
            {
                throw new StartupRefusedException(
                    $"The container system is not healthy ({symptom}): start it with make start-all, look at it with make ps.",
                    isTransient: true);
            }

            var clock = Stopwatch.StartNew();
            foreach (var fault in FaultCatalogue.Endless(faults, random))
            {
                results.Add(await run.RunAsync(fault, random, cancellationToken));
                if (once || clock.Elapsed >= time)
                    break;
            }
        }
        catch (ComposeException e)
        {
            throw new StartupRefusedException($"A container command failed: {e.Message}", isTransient: true, e);
        }
        finally
        {
            await ReportAsync(results, seed);
        }

        return results.TrueForAll(r => r.IsOk) ? 0 : 1;
    }

    private static async Task ReportAsync(List<ChaosResult> results, long seed)
    {
        if (results.Count == 0)
            return;
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("fault").AddColumn("hit");
        foreach (var number in (string[])["detected s", "lasted s", "recovered s", "backlog peak"])
            table.AddColumn(new TableColumn(number) { Alignment = Justify.Right });
        table.AddColumn("verification");
        foreach (var r in results)
        {
            table.AddRow(
                r.Fault, Markup.Escape(r.Target), ChaosResult.Seconds(r.DetectedAfter), ChaosResult.Seconds(r.Lasted),
                ChaosResult.Seconds(r.RecoveredAfter), $"{r.BacklogPeak:N0}", r.IsOk ? "ok" : "FAILED");
        }

        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        AnsiConsole.Write(table);
        Directory.CreateDirectory("reports");
        var file = Path.Combine("reports", $"chaos-{results[0].Began:yyyyMMdd-HHmmss}.csv");
        await File.WriteAllLinesAsync(file, [ChaosResult.CsvHeading, .. results.Select(r => r.ToCsv(seed))]);
        Console.WriteLine($"written to {file}");
    }

    private static int Print(IReadOnlyList<ChaosFault> faults)
    {
        foreach (var fault in faults)
            Console.WriteLine($"{fault.Name,-22}{fault.Summary}");
        return 0;
    }

    private static void Print(string what) => Console.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {what}");
}
