namespace MusicSimulator.Commands;

/// <summary>The root command: runs the simulation.</summary>
internal static class RunCommand
{
    public static RootCommand Create(Command catalog)
    {
        // All values are texts, so that SimulatorOptions checks them all and names all faults at once.
        Option[] options =
        [
            Text("--brokers", "HOST:PORT,...", "Kafka brokers. Without --brokers and --output: KAFKA_BOOTSTRAP_SERVERS."),
            Text("--topic", "NAME", $"Topic. Default: KAFKA_TOPIC_LISTENING_EVENTS or {SimulatorOptions.DefaultTopic}."),
            Flag("--create-topic", "Create a missing topic: 12 partitions, replication 3 or the number of brokers if there are fewer."),
            Text("--output", "FILE", "File, one JSON object per line; the ending .gz compresses it. An existing file is replaced."),
            Text("--users", "N", "Number of listeners. Default: 1000."),
            Text("--duration", "MINUTES", "Simulated time; with --rate, wall-clock time. Default: 10."),
            Flag("--continuous", "Run until Ctrl+C, at most ten simulated years."),
            Text("--seed", "S", "Seed: the same seed and start give the same bytes. Default: random, and printed."),
            Text("--start", "INSTANT", "Start of the simulated time, or now. Default: now; with --speed max, now minus the duration; "
                + $"with --seed, {SimulatorOptions.SeededStart:yyyy-MM-ddTHH:mm:ssZ}."),
            Text("--speed", "N|max", "Simulated seconds per wall-clock second, or max: as fast as possible. Default: 1."),
            Text("--rate", "N", "Events per second, independent of the simulated time. Replaces --speed."),
            Text("--shard", "I/N", "Simulate only this share of the listeners. All shards together generate the events of one process."),
            Text("--behaviour", "FILE", "Behaviour of the listeners instead of the built-in behaviour.json."),
        ];
        var root = new RootCommand("Simulates the listeners of a music streaming service. Events go to Kafka, to a file, or to both.")
        {
            catalog,
        };
        foreach (var option in options)
            root.Options.Add(option);
        root.SetAction((result, stop) =>
        {
            var run = SimulatorOptions.Read(name => Value(result, name), Environment.GetEnvironmentVariable, TimeProvider.System);
            return new SimulatorRun(run, Console.Out, !Console.IsOutputRedirected, TimeProvider.System).RunAsync(stop);
        });
        return root;
    }

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static string? Value(ParseResult result, string name) => name is "--create-topic" or "--continuous"
        ? result.GetValue<bool>(name) ? "true" : null
        : result.GetValue<string?>(name);
}
