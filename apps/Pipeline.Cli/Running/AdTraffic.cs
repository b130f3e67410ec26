namespace Pipeline.Cli.Running;

/// <summary>Generates a file of impressions, sends it, and accounts for every row.</summary>
/// <param name="given">Value of an option by its name with the dashes; null if it is not given.</param>
internal sealed class AdTraffic(Func<string, string?> given) : RunTraffic
{
    private const string DefaultDirt = "1";

    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ConsumeTimeout = TimeSpan.FromMinutes(2);

    /// <summary>The options of <c>generate</c> that a run has.</summary>
    public static IReadOnlyList<Option<string?>> NewOptions() =>
    [
        Text("--rows", "N", "Number of rows. Default: 1000000."),
        Text("--seed", "S", "Seed. Default: random, and printed."),
        Text("--dirt", "PERCENT", $"Per cent of rows that are broken or repeat another row. Default: {DefaultDirt}."),
    ];

    /// <summary>With the tables of all domains, which dashboard and commands read too.</summary>
    public override PipelineDomain Domain => AllDomains.Joined;

    public override IReadOnlyList<StreamDefinition> Streams => AdStreams.Registry.All;

    public override bool NeedsRegistry => true;

    public override void AddTo(IServiceCollection services, PipelineSettings settings)
    {
        if (!settings.Kafka.Enabled)
            throw new StartupRefusedException("KAFKA_ENABLED=false: impressions are published to Kafka only.", isTransient: false);
    }

    public override async Task<bool> RunAsync(
        IServiceProvider services, PipelineSettings settings, TimeSpan? duration, CancellationTokenSource end)
    {
        var folder = Directory.CreateTempSubdirectory("ads-");
        try
        {
            return await RunAsync(services, settings, Path.Combine(folder.FullName, "ads.csv"), end.Token);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> RunAsync(IServiceProvider services, PipelineSettings settings, string file, CancellationToken stop)
    {
        var generate = GenerateOptions.Read(name => name switch
        {
            "--output" => file,
            "--dirt" => given(name) ?? DefaultDirt,
            _ => given(name),
        });
        if (generate.Truth is null)
            throw new StartupRefusedException("--dirt=0: only a file with dirt has a truth file to account with.", isTransient: false);
        if (await new GenerateRun(generate, Console.Out, Progress()).RunAsync(stop) != 0)
            return false;
        var kafka = settings.Kafka;
        Console.WriteLine(await AdSchema.RegisterAsync(kafka.SchemaRegistry, kafka.Topics.Of(AdStreams.Events), AdSchema.Text));
        var progress = services.GetRequiredService<ProgressReader>();
        var partitions = kafka.StreamPartitions.LongCount(static p => p.Stream == AdStreams.Events);
        var options = IngestOptions.Of(settings, file) with
        {
            // Only the embedded Kafka has a maximum lag.
            Room = kafka.MaxLag is { } maxLag ? (sent, token) => WaitAsync(progress, sent - (maxLag * partitions), token) : null,
        };
        var ended = await new IngestRun(options, Progress(), Console.Error, TimeProvider.System).RunAsync(stop);
        foreach (var line in ended.Lines())
            Console.WriteLine(line);
        await WaitAsync(progress, ended.Sent, stop).WaitAsync(ConsumeTimeout, stop);
        var dlq = await new DlqRun(kafka.Connection, Console.Out).RunAsync(stop);
        var account = await new AccountRun(services.GetRequiredService<Databases>().SynchronousCommit, kafka.Connection, Console.Out)
            .RunAsync(generate.Truth!, stop);
        return ended.IsComplete && dlq == 0 && account == 0;
    }

    /// <summary>Waits until the consumers have applied so many messages.</summary>
    private static async Task WaitAsync(ProgressReader progress, long messages, CancellationToken stop)
    {
        while (messages > 0 && (await progress.ReadAsync(stop)).Where(static p => p.Group == AdStreams.Events.ConsumerGroup)
            .Sum(static p => p.NextOffset) < messages)
        {
            await Task.Delay(RoomPause, stop);
        }
    }

    private static FileProgress Progress() => new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
