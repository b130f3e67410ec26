using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Cli.Status;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline status</c>: how far everything is, at a glance: what the dashboard shows, read in the same way.</summary>
internal static class StatusCommand
{
    private static readonly JsonSerializerOptions JsonLines = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };
    private static readonly JsonSerializerOptions Json = new(JsonLines) { WriteIndented = true };

    /// <summary>How long the check at the start may take before the watcher says that there is no answer.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A single look finds no connection yet; one with TLS and SASL takes seconds on a busy machine.</summary>
    private static readonly TimeSpan FirstReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var watch = new Option<bool>("--watch") { Description = "Again every second until Ctrl+C, also while servers are away; with --json a line each." };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var command = new Command("status", "Events a second, latency, lag, breakers, brokers, outbox and dead letters at a snapshot.") { watch, json };
        command.SetAction((result, token) => RunAsync(result.GetValue(watch), result.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(bool watch, bool json, CancellationToken cancellationToken)
    {
        var settings = CommandSettings.Read(static s => [s.Kafka, s.Postgres, s.Dashboard]);
        await using var databases = new Databases(settings.Postgres);
        return watch
            ? await WatchAsync(settings, databases, json, cancellationToken)
            : await LookAsync(settings, databases, json, cancellationToken);
    }

    /// <summary>Also of a system in trouble it prints what can be read, before it fails.</summary>
    private static async Task<int> LookAsync(PipelineSettings settings, Databases databases, bool json, CancellationToken cancellationToken)
    {
        string? fault = null;
        try
        {
            await CheckAsync(settings, databases, cancellationToken);
        }
        catch (StartupRefusedException e) when (e.CanHeal)
        {
            fault = e.Message;
        }

        await using var reader = NewReader(settings, fault is null ? FirstReadTimeout : StatusReader.WaitTimeout);
        // The first look sets the marks from which the second tells rates and latencies.
        await reader.ReadAsync(cancellationToken);
        await Task.Delay(Period, cancellationToken);
        var snapshot = await reader.ReadAsync(cancellationToken);
        fault ??= StatusReport.ProblemOf(snapshot);
        if (fault is null || snapshot.Database.Value is not null || snapshot.Cluster.Value is not null)
            Print(snapshot, json, Json);
        return fault is null ? 0 : throw new StartupRefusedException(fault, canHeal: true);
    }

    /// <summary>Goes on while servers are away: whoever watches wants to see them come back.</summary>
    private static async Task<int> WatchAsync(PipelineSettings settings, Databases databases, bool json, CancellationToken cancellationToken)
    {
        await using var reader = NewReader(settings, StatusReader.WaitTimeout);
        var prepared = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!prepared)
                    await CheckInTimeAsync(settings, databases, cancellationToken);
                prepared = true;
                // One line each: whoever reads them reads line by line.
                Print(await reader.ReadAsync(cancellationToken), json, JsonLines);
            }
            catch (StartupRefusedException e)
            {
                Print(e.Message, json);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Print($"No answer within {WaitTimeout.TotalSeconds:0} s.", json);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Period, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return 0;
    }

    private static StatusReader NewReader(PipelineSettings settings, TimeSpan waitTimeout) =>
        new(
            settings.Kafka, settings.Postgres, new HttpReports(settings.Dashboard.Workers, StatusReader.WaitTimeout, TimeProvider.System),
            e => StartupChecks.Explain(e, settings), TimeProvider.System, waitTimeout);

    private static async Task CheckInTimeAsync(PipelineSettings settings, Databases databases, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(WaitTimeout);
        await CheckAsync(settings, databases, deadline.Token);
    }

    /// <summary>Of topics that are cut differently, only a part would be shown.</summary>
    private static async Task CheckAsync(PipelineSettings settings, Databases databases, CancellationToken cancellationToken)
    {
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, cancellationToken);
        if (settings.Kafka.Enabled)
            await StartupChecks.CheckTopicsAsync(settings.Kafka, settings.Domain.Streams.All);
    }

    private static void Print(string problem, bool json) =>
        Console.WriteLine(json ? JsonSerializer.Serialize(new { problem }, JsonLines) : problem);

    private static void Print(StatusSnapshot snapshot, bool json, JsonSerializerOptions form)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(StatusReport.Of(snapshot), form));
        else
            StatusTables.Print(snapshot);
    }
}
