namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline dlq-replay</c>: sends dead letters to their source partitions. Use it after the cause is removed.</summary>
internal static class DlqReplayCommand
{
    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Only dead letters with this reason. Default: REASON of the environment, else all.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Only show what would be sent. Also DRY_RUN=1 in the environment.",
    };

    private static readonly Option<string?> Topic = new("--topic") { Description = "Only dead letters of this stream." };
    private static readonly Option<bool> Force = new("--force") { Description = "Ignore --max-replays." };

    private static readonly Option<int> MaxReplays = new("--max-replays")
    {
        Description = "Maximum number of replays per message, 1 or more.",
        DefaultValueFactory = _ => ReplayOptions.DefaultMaxReplays,
    };

    public static Command Create()
    {
        var command = new Command("dlq-replay", "Send waiting dead letters to the topic and partition they came from.")
        {
            Reason, DryRun, Topic, Force, MaxReplays,
        };

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = PipelineSettings.OfProcess(AllDomains.Joined);
        var options = Read(arguments, settings.Reader, settings.Domain.Streams);
        _ = (settings.Kafka, settings.Postgres);
        settings.Check();
        if (!settings.Kafka.Enabled)
            throw new StartupRefusedException("KAFKA_ENABLED=false: there is no topic to send dead letters to.", isTransient: false);
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: true, cancellationToken);
        if (!options.DryRun)
            await StartupChecks.CheckTopicsAsync(settings.Kafka, settings.Domain.Streams.All);
        try
        {
            using var replayer = new DeadLetterReplayer(settings.Kafka, databases.SynchronousCommit);
            return Print(await replayer.RunAsync(options, cancellationToken), options);
        }
        catch (Exception e) when (e is KafkaException or NpgsqlException)
        {
            throw new StartupRefusedException(
                $"The replay stopped: {e.Message} Recorded replays are not repeated; run the command again when the servers are available.",
                isTransient: true, e);
        }
    }

    /// <summary>Reads the options; an option takes precedence over the environment.</summary>
    private static ReplayOptions Read(ParseResult arguments, SettingsReader reader, StreamRegistry streams)
    {
        var options = new ReplayOptions
        {
            Reason = arguments.GetValue(Reason) ?? reader.OptionalText("REASON"),
            DryRun = arguments.GetValue(DryRun) || reader.Choice(
                "DRY_RUN", false, ("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("no", false)),
            Force = arguments.GetValue(Force),
            MaxReplays = arguments.GetValue(MaxReplays),
        };
        if (options.Reason is { } reason && FaultTable.All.All(f => f.Name != reason))
            reader.Fault($"REASON={reason} is not a reason of a dead letter: make faults lists the reasons.");
        if (options.MaxReplays < 1)
            reader.Fault($"--max-replays {options.MaxReplays} is not a number of 1 or more.");
        if (arguments.GetValue(Topic) is { } topic)
        {
            options = options with { Stream = streams.Find(topic) };
            if (options.Stream is null)
                reader.Fault($"--topic {topic} is not one of {string.Join(", ", streams.All)}.");
        }

        return options;
    }

    private static int Print(ReplaySummary summary, ReplayOptions options)
    {
        if (summary.Counts.Count > 0)
            Write(summary, options.DryRun);
        Console.WriteLine(options.DryRun
            ? $"dry run: {summary.Chosen:N0} dead letters would be sent again, nothing was"
            : $"sent again: {summary.Sent:N0} of {summary.Chosen:N0} dead letters, to the topics and partitions they came from");
        if (summary.OverLimit > 0)
        {
            Console.WriteLine(
                $"over the limit of {options.MaxReplays} replays: {summary.OverLimit:N0} dead letters (ARGS=--force sends them)");
        }

        if (summary.Others > 0)
            Console.WriteLine($"not selected: {summary.Others:N0} dead letters with other reasons or streams");
        if (summary.Removed > 0)
            Console.WriteLine($"already removed: {summary.Removed:N0} dead letters");
        if (summary.Refused > 0)
            Console.WriteLine($"cannot be sent: {summary.Refused:N0} dead letters stay, first {summary.FirstRefused}");
        if (summary.Failure is { } failure)
        {
            Console.Error.WriteLine(
                $"Kafka did not acknowledge {failure}. The acknowledged dead letters are recorded; the others wait for the next run.");
            return 1;
        }

        if (summary.Sent > 0)
            Console.WriteLine("make dlq shows the dead letters that return, make verify whether all events took effect");
        return 0;
    }

    private static void Write(ReplaySummary summary, bool dryRun)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("stream").AddColumn("reason");
        table.AddColumn(new TableColumn(dryRun ? "would be sent" : "sent") { Alignment = Justify.Right });
        table.AddColumn(new TableColumn("over the limit") { Alignment = Justify.Right });
        table.AddColumn(new TableColumn("cannot be sent") { Alignment = Justify.Right });
        foreach (var c in summary.Counts)
        {
            table.AddRow(
                Markup.Escape(c.Stream), Markup.Escape(c.Reason), $"{(dryRun ? c.Chosen : c.Sent):N0}", $"{c.OverLimit:N0}",
                $"{c.Refused:N0}");
        }

        AnsiConsole.Write(table);
    }
}
