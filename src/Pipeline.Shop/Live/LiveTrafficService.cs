namespace Pipeline.Shop.Live;

/// <summary>Runs the generator once the startup checks have passed. Prints to standard output.</summary>
internal sealed class LiveTrafficService(RealtimeGenerator generator, StartupGate gate) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.Opened.WaitAsync(stoppingToken);
        await generator.RunAsync(Console.WriteLine, stoppingToken);
    }
}
