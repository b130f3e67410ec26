using Pipeline.Hosting.Health;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;

namespace Pipeline.Hosting.Composition;

/// <summary>Runs the relay once the startup checks have passed.</summary>
internal sealed class RelayService(OutboxRelay relay, StartupGate gate) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        await relay.RunAsync(stoppingToken);
    }
}

/// <summary>Runs a consumer group member once the startup checks have passed.</summary>
internal sealed class ConsumerService(ConsumerMember member, IServiceProvider services) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        services.GetService<MemberHealth>()?.Watch(member.Status);
        services.GetService<PollHealth>()?.Watch(member.Status);
        await services.GetRequiredService<StartupGate>().Opened.WaitAsync(stoppingToken);
        await member.RunAsync(stoppingToken);
    }
}

/// <summary>Creates the partitions of processed_events for the next days, every 12 hours.</summary>
internal sealed class PartitionMaintenanceService(
    PipelineSettings settings, Databases databases, StartupGate gate, TimeProvider time, ILogger<PartitionMaintenanceService> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(12);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SchemaSetup.ApplyAsync(databases.SynchronousCommit, settings.Domain.Migrations, time, writes: true, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && PostgresFaults.Of(e) is { } fault)
            {
                // Partitions exist for seven days ahead, so the next attempt is early enough.
                log.PartitionMaintenanceFailed(PostgresFaults.Wrap(e, fault).Message);
            }
        }
    }
}

/// <summary>Logs why a consumer does nothing. The process keeps running: a container that exits would be restarted.</summary>
internal sealed class IdleNoticeService(ILogger<IdleNoticeService> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        log.NothingToConsume();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
