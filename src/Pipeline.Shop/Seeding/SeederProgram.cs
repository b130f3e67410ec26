using Pipeline.Shop.Records;
using Pipeline.Shop.Settings;
using Pipeline.Shop.Tables;

namespace Pipeline.Shop.Seeding;

/// <summary>The seeder as a program: checks the servers, seeds, waits for Kafka, prints a summary.</summary>
public static class SeederProgram
{
    /// <summary>Runs the seeder with settings from environment and arguments.</summary>
    /// <returns>Exit code: 0 if all rows are committed and their events acknowledged, 1 if not, 2 for wrong settings.</returns>
    public static Task<int> RunAsync(string[] args) => ErrorReporter.GuardWorkerAsync(async () =>
    {
        var settings = PipelineSettings.OfProcess(ShopSettings.Domain, args);
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));

        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddPipelineConsole());
        services.AddPipeline(settings).AddShopWriter(settings).AddRelay(settings)
            .AddPipelineTelemetry(settings.Telemetry, isScraped: false);
        _ = settings.Seed;
        settings.Check();
        await using var provider = services.BuildServiceProvider();
        provider.StartTelemetry();
        await StartupChecks.PrepareDatabaseAsync(
            provider.GetRequiredService<Databases>().SynchronousCommit, settings, writes: true, stop.Token);
        if (settings.Kafka.Enabled)
            await StartupChecks.CheckTopicsAsync(settings.Kafka, [ShopStreams.Users, ShopStreams.Products]);
        return await SeedAsync(provider, settings, stop.Token);
    });

    /// <summary>Creates a seeder from the registered services.</summary>
    public static ShopSeeder Create(IServiceProvider provider, PipelineSettings settings)
    {
        var sendsOutbox = settings.Kafka.Enabled && settings.Write.Mode == WriteMode.Outbox;
        return new(
            settings,
            new RetryingWriter(provider.GetRequiredService<IRecordWriter>(), provider.GetRequiredService<ILogger<RetryingWriter>>()),
            provider.GetRequiredService<RetryingNumbers>(), provider.GetRequiredService<SeededRandom>(),
            sendsOutbox ? provider.GetRequiredService<ProgressReader>() : null);
    }

    private static async Task<int> SeedAsync(ServiceProvider provider, PipelineSettings settings, CancellationToken cancellationToken)
    {
        using var relaying = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var relay = provider.GetService<OutboxRelay>()?.RunAsync(relaying.Token) ?? Task.CompletedTask;
        var summary = await Create(provider, settings).RunAsync(Console.WriteLine, cancellationToken);
        await relaying.CancelAsync();
        await relay;
        foreach (var line in summary.Lines())
            Console.WriteLine(line);
        return summary.Complete ? 0 : 1;
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
