using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using Npgsql;
using Pipeline.Events.Shop;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Options;
using Pipeline.Hosting.Startup;
using Pipeline.Hosting.Verification;
using Spectre.Console;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline status</c>: how far everything is, at a glance.</summary>
internal static class StatusCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly JsonSerializerOptions JsonLines = new(JsonSerializerDefaults.Web);

    /// <summary>How long a look may take before the watcher says that there is no answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var watch = new Option<bool>("--watch") { Description = "Again every second until Ctrl+C, also while servers are away; with --json a line each." };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var command = new Command("status", "Lag, outbox and dead letters at a glance.") { watch, json };
        command.SetAction((result, token) => RunAsync(result.GetValue(watch), result.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(bool watch, bool json, CancellationToken cancellationToken)
    {
        var settings = PipelineSettings.Read(Environment.GetEnvironmentVariable);
        await using var databases = new Databases(settings.Postgres);
        if (watch)
            return await WatchAsync(settings, databases, json, cancellationToken);
        using var reader = new StatusReader(settings, databases.Durable);
        await CheckAsync(settings, databases, cancellationToken);
        Print(await ReadAsync(reader, cancellationToken), json);
        return 0;
    }

    /// <summary>Goes on while servers are away: whoever watches wants to see them come back.</summary>
    private static async Task<int> WatchAsync(PipelineSettings settings, Databases databases, bool json, CancellationToken cancellationToken)
    {
        var reader = new StatusReader(settings, databases.Durable);
        var prepared = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Patience);
            try
            {
                if (!prepared)
                    await CheckAsync(settings, databases, deadline.Token);
                prepared = true;
                var status = await ReadAsync(reader, deadline.Token);
                // One line each: whoever reads them reads line by line.
                if (json)
                    Console.WriteLine(JsonSerializer.Serialize(status, JsonLines));
                else
                    Print(status, json);
            }
            catch (StartupRefusedException e)
            {
                Print(e.Message, json);
                // A client that subscribes to nothing may hold on to a leader that is none any more, for minutes.
                reader.Dispose();
                reader = new(settings, databases.Durable);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Print($"No answer within {Patience.TotalSeconds:0} s.", json);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        reader.Dispose();
        return 0;
    }

    /// <summary>Of topics that are cut differently, only a part would be shown.</summary>
    private static async Task CheckAsync(PipelineSettings settings, Databases databases, CancellationToken cancellationToken)
    {
        await StartupChecks.PrepareDatabaseAsync(databases.Durable, settings.Postgres, cancellationToken);
        if (settings.Kafka.Enabled)
            await StartupChecks.CheckTopicsAsync(settings.Kafka, [.. ShopTopics.All]);
    }

    private static void Print(string problem, bool json) =>
        Console.WriteLine(json ? JsonSerializer.Serialize(new { problem }, JsonLines) : problem);

    private static async Task<PipelineStatus> ReadAsync(StatusReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is KafkaException or NpgsqlException)
        {
            throw new StartupRefusedException($"The status cannot be read: {e.Message}", canHeal: true, e);
        }
    }

    private static void Print(PipelineStatus status, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(status, Json));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("partition");
        foreach (var number in (string[])["log end", "next", "lag", "applied", "duplicates", "dead"])
            table.AddColumn(new TableColumn(number) { Alignment = Justify.Right });
        foreach (var p in status.Partitions)
            table.AddRow($"{p.Topic}/{p.Partition}", $"{p.LogEnd:N0}", $"{p.Next:N0}", $"{p.Lag:N0}", $"{p.Applied:N0}", $"{p.Duplicates:N0}", $"{p.DeadLettered:N0}");
        AnsiConsole.Write(table);
        Console.WriteLine($"outbox: {status.OutboxWaiting:N0} waiting, the oldest for {status.OutboxOldestSeconds:0.0} s; table dead_letters: {status.DeadLetterRows:N0}");
    }
}
