namespace Pipeline.Cli.Running;

/// <summary>Simulates listeners and publishes their events.</summary>
internal sealed class MusicTraffic : RunTraffic
{
    /// <summary>The rate without --rate and --speed: enough to watch, and far below the limit of the embedded servers.</summary>
    private const string DefaultRate = "200";

    /// <summary>Highest rate, events per second, at which the consumers read every event before the embedded Kafka drops it.</summary>
    private const double MaxEmbeddedRate = 5_000;

    private readonly SimulatorOptions _options;

    /// <summary>Reads the options.</summary>
    /// <param name="given">Value of an option by its name with the dashes; null if it is not given.</param>
    /// <exception cref="SettingsException">One or more options have faults.</exception>
    public MusicTraffic(Func<string, string?> given) => _options = SimulatorOptions.Read(
        name => name switch
        {
            // A placeholder, because the embedded brokers are not started yet. RunAsync replaces it.
            "--brokers" => "not-started:1",
            "--rate" => given(name) ?? (given("--speed") is null ? DefaultRate : null),
            "--continuous" => given("--duration") is null ? "true" : null,
            _ => given(name),
        },
        Environment.GetEnvironmentVariable, TimeProvider.System);

    /// <summary>The simulator's options, without those for brokers and topic, which the settings of the run replace.</summary>
    public static IReadOnlyList<Option<string?>> NewOptions() =>
    [
        Text("--users", "N", "Number of listeners. Default: 1000."),
        Text("--rate", "N", $"Events per second, independent of the simulated time. Default: {DefaultRate}, unless --speed is set."),
        Text("--speed", "N|max", "Simulated seconds per wall-clock second, or max: as fast as possible."),
        Text("--duration", "MINUTES", "Simulated time; with --rate, wall-clock time. Default: DURATION seconds, or until Ctrl+C."),
        Text("--seed", "S", "Seed: the same seed and start give the same events."),
        Text("--start", "INSTANT", "Start of the simulated time, or now."),
        Text("--output", "FILE", "Also write the events to a file; the ending .gz compresses it."),
        Text("--behaviour", "FILE", "Behaviour of the listeners instead of the built-in one."),
    ];

    /// <summary>All domains, because the dashboard and the operator commands also read the tables of the shop.</summary>
    public override PipelineDomain Domain => AllDomains.Joined;

    public override IReadOnlyList<StreamDefinition> Streams => MusicStreams.Registry.All;

    public override void AddTo(IServiceCollection services, PipelineSettings settings)
    {
        if (!settings.Kafka.Enabled)
        {
            throw new StartupRefusedException(
                "KAFKA_ENABLED=false, but listening events go through Kafka only: set KAFKA_ENABLED=true.", isTransient: false);
        }

        var embedsKafka = new RunSettings(Domain, Environment.GetEnvironmentVariable).EmbedKafka;
        if (embedsKafka && _options is { Speed: null, Rate: null or > MaxEmbeddedRate })
        {
            throw new StartupRefusedException(
                $"The embedded Kafka keeps about 5 MiB per partition, which --speed max and rates above {MaxEmbeddedRate:0} events/s " +
                "exceed: set a lower --rate, or set KAFKA_BOOTSTRAP_SERVERS to real brokers.", isTransient: false);
        }
    }

    public override async Task<bool> RunAsync(
        IServiceProvider services, PipelineSettings settings, TimeSpan? duration, CancellationTokenSource end)
    {
        var options = _options with
        {
            Brokers = settings.Kafka.Connection,
            Topic = settings.Kafka.Topics.Of(MusicStreams.Events),
        };
        // With a rate, the duration counts from the first event and gives duration times rate events.
        if (duration is { } whole && options is { Rate: not null, Duration: null })
            options = options with { Duration = whole };
        else if (duration is { } limit)
            end.CancelAfter(limit);
        return await new SimulatorRun(options, Console.Out, !Console.IsOutputRedirected, TimeProvider.System).RunAsync(end.Token) == 0;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
