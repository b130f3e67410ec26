namespace Pipeline.Cli.Running;

/// <summary>Simulates listeners and publishes their requests.</summary>
internal sealed class MusicTraffic : RunTraffic
{
    /// <summary>Without --rate and --speed: enough to watch, and far below what the embedded servers take.</summary>
    private const string DefaultRate = "200";

    /// <summary>Events per second that the consumers of a run certainly apply before the embedded Kafka drops them.</summary>
    private const double MaxEmbeddedRate = 5_000;

    private readonly SimulatorOptions _options;

    /// <summary>Reads the options.</summary>
    /// <param name="given">Value of an option by its name with the dashes; null if it is not given.</param>
    /// <exception cref="SettingsException">One or more options have faults.</exception>
    public MusicTraffic(Func<string, string?> given) => _options = SimulatorOptions.Read(
        name => name switch
        {
            "--brokers" => "not-started:1",
            "--rate" => given(name) ?? (given("--speed") is null ? DefaultRate : null),
            "--continuous" => given("--duration") is null ? "true" : null,
            _ => given(name),
        },
        Environment.GetEnvironmentVariable, TimeProvider.System);

    /// <summary>The options of the simulator that a run has. The run itself knows brokers and topic.</summary>
    public static IReadOnlyList<Option<string?>> NewOptions() =>
    [
        Text("--users", "N", "Number of listeners. Default: 1000."),
        Text("--rate", "N", $"Events per second, whatever the simulated time. Default: {DefaultRate}, unless --speed is set."),
        Text("--speed", "N", "Simulated time per time of the clock."),
        Text("--duration", "MINUTES", "Simulated time; with --rate, time of the clock. Default: DURATION seconds, or until Ctrl+C."),
        Text("--seed", "S", "Seed: the same seed and start give the same events."),
        Text("--start", "INSTANT", "Start of the simulated time, or now."),
        Text("--output", "FILE", "Also write the events to a file; the ending .gz compresses it."),
        Text("--behaviour", "FILE", "Behaviour of the listeners instead of the built-in one."),
    ];

    /// <summary>With the shop's tables, which dashboard and commands read too.</summary>
    public override PipelineDomain Domain => AllDomains.Joined;

    public override IReadOnlyList<StreamDefinition> Streams => MusicStreams.Registry.All;

    public override void AddTo(IServiceCollection services, PipelineSettings settings)
    {
        if (!settings.Kafka.Enabled)
            throw new StartupRefusedException("KAFKA_ENABLED=false: listeners' requests are published to Kafka only.", isTransient: false);
        // Only the embedded Kafka has a maximum lag.
        if (settings.Kafka.MaxLag is not null && _options is { Speed: null, Rate: null or > MaxEmbeddedRate })
        {
            throw new StartupRefusedException(
                $"The embedded Kafka keeps about 5 MiB per partition, which --speed max and rates above {MaxEmbeddedRate:0} events/s " +
                "exceed: set --rate, or KAFKA_BOOTSTRAP_SERVERS to brokers.", isTransient: false);
        }
    }

    public override async Task<bool> RunAsync(
        IServiceProvider services, PipelineSettings settings, TimeSpan? duration, CancellationTokenSource end)
    {
        if (duration is { } limit)
            end.CancelAfter(limit);
        var options = _options with
        {
            Brokers = settings.Kafka.Connection,
            Producer = settings.Kafka.Producer,
            Topic = settings.Kafka.Topics.Of(MusicStreams.Events),
        };
        return await new SimulatorRun(options, Console.Out, !Console.IsOutputRedirected, TimeProvider.System).RunAsync(end.Token) == 0;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
