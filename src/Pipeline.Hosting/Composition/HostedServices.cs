using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka.Consuming;
using Pipeline.Postgres.Outbox;
using Pipeline.Postgres.Schema;
using Pipeline.Postgres.Sink;
using Pipeline.Postgres.Tables;
using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Composition;

/// <summary>Runs the relay once the servers are there.</summary>
internal sealed class RelayService(OutboxRelay relay, StartupGate gate) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        await relay.RunAsync(stoppingToken);
    }
}

/// <summary>Runs a member once the servers are there.</summary>
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

/// <summary>Makes the ledger's partitions of the days to come, twice a day: a process may run for months.</summary>
internal sealed class PartitionMaintenanceService(
    PipelineSettings settings, Databases databases, StartupGate gate, TimeProvider time, ILogger<PartitionMaintenanceService> log) : BackgroundService
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
                await SchemaSetup.ApplyAsync(databases.SynchronousCommit, settings.Domain.Migrations, time, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && PostgresFaults.Of(e) is { } fault)
            {
                // Seven days are made beforehand: the next time will do.
                log.UpkeepFailed(PostgresFaults.Wrap(e, fault).Message);
            }
        }
    }
}

/// <summary>Says why a consumer does nothing. It stays, so that whoever restarts what ends does not restart it for ever.</summary>
internal sealed class IdleNoticeService(ILogger<IdleNoticeService> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        log.NothingToConsume();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
