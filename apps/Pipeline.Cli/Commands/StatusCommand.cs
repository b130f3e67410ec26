using Pipeline.Cli.Status;

namespace Pipeline.Cli.Commands;

/// <summary><c>pipeline status</c>: prints the status snapshot that the dashboard shows.</summary>
internal static class StatusCommand
{
    private static readonly JsonSerializerOptions JsonLines = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private static readonly JsonSerializerOptions Json = new(JsonLines) { WriteIndented = true };

    /// <summary>Timeout of the startup checks of --watch.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Timeout of a single read. It includes the connection; TLS and SASL can take seconds on a busy machine.</summary>
    private static readonly TimeSpan FirstReadTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var watch = new Option<bool>("--watch")
        {
            Description = "Print every second until Ctrl+C, even while servers are unavailable; with --json one line each.",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("status", "Print rates, latency, lag, breakers, brokers, outbox and dead letters.") { watch, json };
        command.SetAction((result, token) => RunAsync(result.GetValue(watch), result.GetValue(json), token));
        return command;
    }

    private static async Task<int> RunAsync(bool watch, bool json, CancellationToken cancellationToken)
    {
        var settings = CommandSettings.Read(static s => [s.Kafka, s.Postgres, s.Dashboard]);
        await using var databases = new Databases(settings.Postgres);
        return watch
            ? await WatchAsync(settings, databases, json, cancellationToken)
            : await ReadOnceAsync(settings, databases, json, cancellationToken);
    }

    /// <summary>Prints what can be read, then fails if a server is unavailable.</summary>
    private static async Task<int> ReadOnceAsync(
        PipelineSettings settings, Databases databases, bool json, CancellationToken cancellationToken)
    {
        string? fault = null;
        try
        {
            await CheckAsync(settings, databases, cancellationToken);
        }
        catch (StartupRefusedException e) when (e.IsTransient)
        {
            fault = e.Message;
        }

        await using var reader = NewReader(settings, fault is null ? FirstReadTimeout : StatusReader.WaitTimeout);
        // Rates and latencies need two reads.
        await reader.ReadAsync(cancellationToken);
        await Task.Delay(Period, cancellationToken);
        var snapshot = await reader.ReadAsync(cancellationToken);
        fault ??= StatusReport.ProblemOf(snapshot);
        if (fault is null || snapshot.Database.Value is not null || snapshot.Cluster.Value is not null)
            Print(snapshot, json, Json);
        return fault is null ? 0 : throw new StartupRefusedException(fault, isTransient: true);
    }

    /// <summary>Continues while servers are unavailable.</summary>
    private static async Task<int> WatchAsync(
        PipelineSettings settings, Databases databases, bool json, CancellationToken cancellationToken)
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

    /// <summary>Checks the topics too: with another number of partitions, the status would be incomplete.</summary>
    private static async Task CheckAsync(PipelineSettings settings, Databases databases, CancellationToken cancellationToken)
    {
        await StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: false, cancellationToken);
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
