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
    Databases databases, StartupGate gate, TimeProvider time, ILogger<PartitionMaintenanceService> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(12);

    /// <summary>Partitions exist for seven days ahead, so a failure is not urgent.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        while (true)
        {
            var problem = await TryAsync(stoppingToken);
            if (problem is not null)
                log.PartitionMaintenanceFailed(problem);
            await Task.Delay(problem is null ? Period : RetryInterval, time, stoppingToken);
        }
    }

    private async Task<string?> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var connection = await databases.SynchronousCommit.OpenConnectionAsync(stoppingToken);
            return await ProcessedEventPartitions.EnsureAsync(connection, time.GetUtcNow(), stoppingToken)
                ? null
                : "another transaction holds a lock on the table";
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested && PostgresFaults.Of(e) is { } fault)
        {
            return PostgresFaults.Wrap(e, fault).Message;
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
