namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline dlq</c>: shows the waiting dead letters by reason, with samples.</summary>
internal static class DlqCommand
{
    private const int PipeWidth = 160;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var samples = new Option<int>("--samples")
        {
            Description = "Samples per reason, personal data masked; 0–100.",
            DefaultValueFactory = _ => 3,
        };
        samples.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 100)
                result.AddError("--samples must be a number from 0 to 100.");
        });
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("dlq", "Show the waiting dead letters by reason, with samples.") { samples, json };
        command.SetAction((result, token) => RunAsync(result.GetValue(samples), result.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(int samples, bool json, CancellationToken cancellationToken)
    {
        var settings = CommandSettings.Read(static s => [s.Kafka, s.Postgres]);
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: false, cancellationToken);
        using var reader = new DeadLetterReader(settings.Kafka, databases.SynchronousCommit);
        DeadLetterReport report;
        try
        {
            report = await DeadLetterReport.ReadAsync(reader, samples, cancellationToken);
        }
        catch (Exception e) when (e is KafkaException or NpgsqlException)
        {
            throw new StartupRefusedException($"The dead letters cannot be read: {e.Message}", isTransient: true, e);
        }

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, Json));
        else
            Print(report);
        return 0;
    }

    private static void Print(DeadLetterReport report)
    {
        if (report.Groups.Count > 0)
        {
            Console.WriteLine();
            WriteTable(report);
            foreach (var group in report.Groups.Where(g => g.Samples.Count > 0))
                WriteSamples(group);
            Console.WriteLine();
        }

        Console.WriteLine(
            $"dead letters: {report.Waiting:N0} waiting, {report.InTable:N0} of them in the table dead_letters; " +
            $"{report.Replayed:N0} sent again and left out here");
        if (report.Copies > 0)
            Console.WriteLine($"{report.Copies:N0} copies of dead letters that were stored more than once are not counted");
        if (report.Strange > 0)
            Console.WriteLine($"{report.Strange:N0} messages in the dead-letter topics are not dead letters of this pipeline");
        if (report.Waiting > 0)
            Console.WriteLine("remove the cause, then: make dlq-replay DRY_RUN=1, make dlq-replay REASON=…, make dlq-replay");
    }

    private static void WriteTable(DeadLetterReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("stream").AddColumn("reason");
        foreach (var number in (string[])["count", "attempts", "returned"])
            table.AddColumn(new TableColumn(number) { Alignment = Justify.Right });
        table.AddColumn("oldest (UTC)").AddColumn("newest (UTC)");
        foreach (var g in report.Groups)
        {
            table.AddRow(
                Markup.Escape(g.Stream), Markup.Escape(g.Reason),
                $"{g.Count:N0}", $"{g.Attempts:N0}", $"{g.Returned:N0}", Time(g.Oldest), Time(g.Newest));
        }

        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = PipeWidth;
        AnsiConsole.Write(table);
    }

    private static void WriteSamples(DeadLetterGroup group)
    {
        Console.WriteLine($"{group.Stream}: {group.Reason}");
        foreach (var s in group.Samples)
        {
            var more = string.Concat(
                s.EventId is null ? "" : $", event {s.EventId}", s.Detail is null ? "" : $", field {s.Detail}",
                s.SqlState is null ? "" : $", SQLSTATE {s.SqlState}", s.Replays == 0 ? "" : $", sent again {s.Replays}×");
            Console.WriteLine(
                $"  {s.Source}, {Time(s.Timestamp)}, key {s.Key}, {(s.Bytes is { } bytes ? $"{bytes:N0} bytes" : "no value")}{more}");
            if (s.Bytes > 0)
                Console.WriteLine($"    {s.Value}");
        }
    }

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
