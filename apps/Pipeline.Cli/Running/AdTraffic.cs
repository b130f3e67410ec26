namespace Pipeline.Cli.Running;

/// <summary>Generates a file of impressions, sends it, and accounts for every row.</summary>
/// <param name="given">Value of an option by its name with the dashes; null if it is not given.</param>
internal sealed class AdTraffic(Func<string, string?> given) : RunTraffic
{
    private const string DefaultDirt = "1";

    private static readonly TimeSpan RoomPause = TimeSpan.FromMilliseconds(5);

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
        var partitions = kafka.StreamPartitions.Where(static p => p.Stream == AdStreams.Events).ToList();
        var options = IngestOptions.Of(settings, file) with
        {
            // Only the embedded Kafka has a maximum lag. Its logs begin with this run.
            Room = kafka.MaxLag is { } maxLag
                ? (sent, token) => WaitAsync(progress, next => sent - next.Values.Sum(), maxLag * partitions.Count, token)
                : null,
        };
        var ended = await new IngestRun(options, Progress(), Console.Error, TimeProvider.System).RunAsync(stop);
        foreach (var line in ended.Lines())
            Console.WriteLine(line);
        var dlq = await new DlqRun(kafka.Connection, Console.Out).RunAsync(stop);
        var retry = await new RetryRun(options, Console.Out, TimeProvider.System).RunAsync(stop);
        var ends = await Task.Run(() => Ends(kafka, partitions), stop);
        await WaitAsync(progress, next => ends.Sum(e => Math.Max(0, e.Value - next.GetValueOrDefault(e.Key))), 0, stop);
        var account = await new AccountRun(services.GetRequiredService<Databases>().SynchronousCommit, kafka.Connection, Console.Out)
            .RunAsync(generate.Truth!, stop);
        return ended.IsComplete && dlq == 0 && retry == 0 && account == 0;
    }

    /// <summary>The log ends by partition.</summary>
    private static Dictionary<string, long> Ends(KafkaOptions kafka, List<PartitionId> partitions)
    {
        using var log = new LogEnds(kafka.Connection);
        return partitions.ToDictionary(static p => $"{p.TopicName}/{p.Partition}", p => log.Of(p.TopicName, p.Partition).High);
    }

    /// <summary>Waits until the consumers are so near.</summary>
    /// <param name="progress">The consumers' progress.</param>
    /// <param name="behind">How many messages are not applied, by the next offset of each partition.</param>
    /// <param name="left">How many may be left.</param>
    /// <param name="stop">Cancels.</param>
    private static Task WaitAsync(
        ProgressReader progress, Func<IReadOnlyDictionary<string, long>, long> behind, long left, CancellationToken stop) =>
        new ConsumerWait(async token => behind((await progress.ReadAsync(token))
            .Where(static p => p.Group == AdStreams.Events.ConsumerGroup)
            .ToDictionary(static p => $"{p.Topic}/{p.Partition}", static p => p.NextOffset)), RoomPause, TimeProvider.System)
        .UntilAsync(left, stop);

    private static FileProgress Progress() => new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
