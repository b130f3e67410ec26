using Microsoft.Extensions.Hosting;
using Pipeline.Hosting.Startup;

namespace Pipeline.Shop.Live;

/// <summary>Runs the generator once the servers are there, and prints what it does.</summary>
internal sealed class LiveTrafficService(RealtimeGenerator generator, StartupGate gate) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        await generator.RunAsync(Console.Out.WriteLine, stoppingToken);
    }
}
