using System.CommandLine;
using Confluent.Kafka;
using Npgsql;
using Pipeline.Hosting;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Operations.DeadLetters;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Postgres.Tables;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline dlq-replay</c>: sends dead letters to where they came from, once the cause is removed.</summary>
internal static class DlqReplayCommand
{
    private static readonly Option<string?> Reason = new("--reason") { Description = "Only letters of this reason. Unset: REASON of the environment, else all." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only say what would be sent. Also DRY_RUN=1 in the environment." };
    private static readonly Option<string?> Topic = new("--topic") { Description = "Only dead letters of this stream." };
    private static readonly Option<bool> Force = new("--force") { Description = "Also what was sent again --max-replays times and has come back." };

    private static readonly Option<int> MaxReplays = new("--max-replays")
    {
        Description = "How often a message is sent again before it is left alone, from 1.",
        DefaultValueFactory = _ => ReplayOptions.DefaultMaxReplays,
    };

    public static Command Create()
    {
        var command = new Command("dlq-replay", "Send waiting dead letters to the topic and partition they came from.") { Reason, DryRun, Topic, Force, MaxReplays };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = new PipelineSettings(ShopSettings.Domain, Environment.GetEnvironmentVariable);
        var options = Read(arguments, settings.Reader, settings.Domain.Streams);
        _ = (settings.Kafka, settings.Postgres);
        settings.Check();
        if (!settings.Kafka.Enabled)
            throw new StartupRefusedException("KAFKA_ENABLED=false: there is no topic to send dead letters to.", canHeal: false);
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, cancellationToken);
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
                $"The replay broke off: {e.Message} What was noted is not sent again; repeat the command when the servers are back.", canHeal: true, e);
        }
    }

    /// <summary>Options before the environment, every fault of them at once.</summary>
    private static ReplayOptions Read(ParseResult arguments, SettingsReader reader, StreamRegistry streams)
    {
        var options = new ReplayOptions
        {
            Reason = arguments.GetValue(Reason) ?? reader.OptionalText("REASON"),
            DryRun = arguments.GetValue(DryRun) || reader.Choice("DRY_RUN", false, ("1", true), ("true", true), ("yes", true), ("0", false), ("false", false), ("no", false)),
            Force = arguments.GetValue(Force),
            MaxReplays = arguments.GetValue(MaxReplays),
        };
        if (options.Reason is { } reason && FaultTable.All.All(f => f.Name != reason))
            reader.Fault($"REASON={reason} is no reason of a dead letter: make faults lists them.");
        if (options.MaxReplays < 1)
            reader.Fault($"--max-replays {options.MaxReplays} is not a number from 1.");
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
            ? $"dry run: {summary.Chosen:N0} letters would be sent again, nothing was"
            : $"sent again: {summary.Sent:N0} of {summary.Chosen:N0} letters, to the topics and partitions they came from");
        if (summary.LeftAlone > 0)
            Console.WriteLine($"left alone: {summary.LeftAlone:N0} letters that were sent again {options.MaxReplays} times and came back each time (ARGS=--force sends them all the same)");
        if (summary.Others > 0)
            Console.WriteLine($"not asked for: {summary.Others:N0} letters of other reasons or streams");
        if (summary.Gone > 0)
            Console.WriteLine($"gone: {summary.Gone:N0} letters were removed meanwhile");
        if (summary.Refused > 0)
            Console.WriteLine($"refused: {summary.Refused:N0} letters that the brokers do not take, first {summary.FirstRefused}");
        if (summary.Failure is { } failure)
        {
            Console.Error.WriteLine($"Kafka did not take {failure}. What it took is noted; the rest waits for the next call.");
            return 1;
        }

        if (summary.Sent > 0)
            Console.WriteLine("make dlq shows what comes back, make verify whether everything took effect");
        return 0;
    }

    private static void Write(ReplaySummary summary, bool dryRun)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("stream").AddColumn("reason");
        table.AddColumn(new TableColumn(dryRun ? "would be sent" : "sent") { Alignment = Justify.Right });
        table.AddColumn(new TableColumn("left alone") { Alignment = Justify.Right });
        foreach (var c in summary.Counts)
            table.AddRow(Markup.Escape(c.Stream), Markup.Escape(c.Reason), $"{(dryRun ? c.Chosen : c.Sent):N0}", $"{c.LeftAlone:N0}");
        AnsiConsole.Write(table);
    }
}
