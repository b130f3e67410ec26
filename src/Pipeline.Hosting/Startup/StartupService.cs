using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Startup;

/// <summary>
/// Runs the startup checks of a worker. While a server is unavailable, the checks are retried and the process is degraded.
/// A failure that waiting cannot fix stops the process with exit code 1.
/// </summary>
/// <param name="settings">Settings.</param>
/// <param name="databases">The database.</param>
/// <param name="consumed">Streams of the process's members. A process without members needs the topics of all streams.</param>
/// <param name="gate">Opened when all checks hold.</param>
/// <param name="lifetime">Stops the process.</param>
/// <param name="log">Log.</param>
internal sealed class StartupService(
    PipelineSettings settings, Databases databases, IEnumerable<StreamDefinition> consumed, StartupGate gate,
    IHostApplicationLifetime lifetime, ILogger<StartupService> log) : BackgroundService
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RetryAsync(
                () => StartupChecks.PrepareDatabaseAsync(databases.SynchronousCommit, settings, writes: true, stoppingToken),
                "PostgreSQL", stoppingToken);
            IReadOnlyCollection<StreamDefinition> members = [.. consumed.Distinct()];
            var streams = members.Count > 0 ? members : settings.Domain.Streams.All;
            if (settings.Kafka.Enabled)
                await RetryAsync(() => StartupChecks.CheckTopicsAsync(settings.Kafka, streams), "Kafka", stoppingToken);
            gate.Open();
        }
        catch (StartupRefusedException e)
        {
            log.Refused(e.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task RetryAsync(Func<Task> check, string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await check();
                if (gate.WaitingFor is not null)
                    log.Ready(what);
                gate.WaitingFor = null;
                return;
            }
            catch (StartupRefusedException e) when (e.IsTransient)
            {
                if (gate.WaitingFor is null)
                    log.WaitingFor(e.Message);
                gate.WaitingFor = e.Message;
            }

            await Task.Delay(RetryInterval, cancellationToken);
        }
    }
}
