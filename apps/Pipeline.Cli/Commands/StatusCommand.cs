using System.CommandLine;
using System.Text.Json;
using Confluent.Kafka;
using Npgsql;
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

    public static Command Create()
    {
        var watch = new Option<bool>("--watch") { Description = "Again every second until Ctrl+C." };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var command = new Command("status", "Lag, outbox and dead letters at a glance.") { watch, json };
        command.SetAction((result, token) => RunAsync(result.GetValue(watch), result.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(bool watch, bool json, CancellationToken cancellationToken)
    {
        var settings = PipelineSettings.Read(Environment.GetEnvironmentVariable);
        await using var databases = new Databases(settings.Postgres);
        await StartupChecks.PrepareDatabaseAsync(databases.Durable, settings.Postgres, cancellationToken);
        using var reader = new StatusReader(settings, databases.Durable);
        do
        {
            Print(await ReadAsync(reader, cancellationToken), json);
            if (watch)
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (watch && !cancellationToken.IsCancellationRequested);
        return 0;
    }

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
