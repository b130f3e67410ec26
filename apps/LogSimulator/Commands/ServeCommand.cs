namespace LogSimulator.Commands;

/// <summary>The root command: serves the streams over HTTP.</summary>
internal static class ServeCommand
{
    private static readonly PipelineDomain NoStreams = new(StreamRegistry.Join([]), []);
    private static readonly string[] Flags = ["--kafka"];

    public static RootCommand Create(ServiceCatalogue catalogue, params IEnumerable<Command> commands)
    {
        var root = new RootCommand("Simulates the logs of several services and serves them over HTTP.")
        {
            Text("--port", "N", "Port; 0 for any free one. Default: LOG_PORT or 8000."),
            new Option<bool>("--kafka") { Description = "Also publish to the topics logs.SERVICE. Default: LOG_KAFKA." },
            Text("--brokers", "HOST:PORT,...", "Kafka brokers, and --kafka. Default: KAFKA_BOOTSTRAP_SERVERS."),
            Text("--kafka-rate", "N", "Entries per second and service for Kafka. Default: LOG_KAFKA_RATE or 10."),
            Text("--seed", "S", "Seed of the entries. Default: LOG_SEED, or random."),
        };
        foreach (var command in commands)
            root.Subcommands.Add(command);
        root.SetAction((result, stop) =>
        {
            UnknownSettings.Warn(NoStreams);
            var settings = LogSettings.Read(name => Value(result, name), Environment.GetEnvironmentVariable);
            return LogServer.RunAsync(settings, catalogue, stop);
        });
        return root;
    }

    private static string? Value(ParseResult result, string name) => Flags.Contains(name, StringComparer.Ordinal)
        ? result.GetValue<bool>(name) ? "true" : null
        : result.GetValue<string?>(name);

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };
}
