namespace Pipeline.Cli.Running;

/// <summary>Seeds the shop, then runs its live traffic.</summary>
internal sealed class ShopTraffic : RunTraffic
{
    public override PipelineDomain Domain => ShopSettings.Domain;

    public override IReadOnlyList<StreamDefinition> Streams => ShopStreams.Registry.All;

    public override string Seed(PipelineSettings settings) =>
        $"seed of all randomness: {settings.Write.Seed} (RANDOM_SEED={settings.Write.Seed} repeats the users, products and random " +
        "choices; times, and with them the rows that are updated, differ)";

    public override void AddTo(IServiceCollection services, PipelineSettings settings) =>
        services.AddShopWriter(settings).AddRelay(settings).AddRealtimeGenerator(settings);

    public override async Task<bool> RunAsync(
        IServiceProvider services, PipelineSettings settings, TimeSpan? duration, CancellationTokenSource end)
    {
        var seeded = await SeedProgressDisplay.RunAsync(SeederProgram.Create(services, settings), end.Token);
        if (duration is { } limit)
            end.CancelAfter(limit);
        Console.WriteLine(duration is null ? "live orders until Ctrl+C" : $"live orders for {duration.Value.TotalSeconds:0} s");
        await services.GetRequiredService<RealtimeGenerator>().RunAsync(Console.WriteLine, end.Token);
        return seeded.Complete;
    }
}
