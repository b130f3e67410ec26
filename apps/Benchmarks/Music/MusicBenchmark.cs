using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Music;

/// <summary>music: the simulator's rate to nowhere, and to the brokers beside a bare librdkafka producer of the same bytes.</summary>
internal sealed class MusicBenchmark(BenchmarkServers servers, Action<string> report)
{
    public const string Name = "music";

    /// <summary>Events per round to the brokers; without brokers it is three times as many.</summary>
    private const int DefaultEvents = 300_000;
    private const int WithoutBrokers = 3;
    private const int Users = 10_000;
    private const string Partitions = "12";

    private readonly List<string> _failures = [];
    private readonly List<double> _generated = [];
    private readonly List<double> _perCpuSecond = [];
    private readonly List<double> _simulator = [];
    private readonly List<double> _bare = [];
    private long _acknowledged;

    public async Task<BenchmarkReport> RunAsync(RunEnvironment environment, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>(PipelineMode.Stream.Settings, StringComparer.Ordinal)
        {
            ["KAFKA_PARTITIONS"] = Partitions,
        };
        await using var shop = await servers.OpenShopAsync(settings, cancellationToken);
        var events = servers.Settings.Rows ?? DefaultEvents;
        await RoundAsync(shop, Math.Min(events, 50_000), what => report($"warming up: {what}"), cancellationToken);
        foreach (var measured in new[] { _generated, _perCpuSecond, _simulator, _bare })
            measured.Clear();
        for (var round = 1; round <= servers.Settings.Rounds; round++)
            await RoundAsync(shop, events, what => report($"round {round} of {servers.Settings.Rounds}: {what}"), cancellationToken);
        CheckLogs(shop);
        return new()
        {
            Name = Name,
            Title = $"The music simulator, {Users:N0} listeners, {events:N0} events a round",
            Environment = environment.WithRounds(servers.Settings.Rounds),
            Tables = [Rates(), Ratios()],
            Charts = [new BarChart("Events per second", "/s", [.. Rates().Rows.Select(static r => (r.Subject, r.Measurements[0]))])],
            Notes = Notes(),
            Failures = _failures,
        };
    }

    private async Task RoundAsync(BenchmarkShop shop, int events, Action<string> report, CancellationToken cancellationToken)
    {
        report("to /dev/null");
        var cpu = Environment.CpuUsage.TotalTime;
        var file = await SimulateAsync(events * WithoutBrokers, cancellationToken, ("--output", "/dev/null"));
        cpu = Environment.CpuUsage.TotalTime - cpu;
        _generated.Add(file.Events / file.Elapsed.TotalSeconds);
        // The catalogue is not part of the elapsed time, but of the CPU time of the process.
        _perCpuSecond.Add(file.Events / Math.Max(file.Elapsed.TotalSeconds, (cpu - file.Preparing).TotalSeconds));

        var topic = shop.Settings.Kafka.Topics.Of(ShopStreams.Orders);
        report("bare librdkafka producer");
        _bare.Add(SendBare(shop, topic, Lines(events)));
        report("simulator to the brokers");
        var kafka = await SimulateAsync(
            events, cancellationToken, ("--brokers", shop.Settings.Kafka.Connection.BootstrapServers), ("--topic", topic));
        _simulator.Add(kafka.Events / kafka.Elapsed.TotalSeconds);
        _acknowledged += kafka.Acknowledged;
        if (kafka.Acknowledged != events)
            _failures.Add($"The simulator sent {events:N0} events, {kafka.Acknowledged:N0} were acknowledged.");
    }

    private static async Task<SimulatorResult> SimulateAsync(
        int events, CancellationToken cancellationToken, params (string Name, string Value)[] output)
    {
        var options = Options(output) with { Events = events };
        var run = new SimulatorRun(options, TextWriter.Null, isTerminal: false, TimeProvider.System);
        await run.RunAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return run.Result!;
    }

    private static SimulatorOptions Options(params (string Name, string Value)[] output)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--users"] = $"{Users}",
            ["--continuous"] = "true",
            ["--speed"] = "max",
            ["--seed"] = "1",
        };
        foreach (var (name, value) in output)
            given[name] = value;
        return SimulatorOptions.Read(given.GetValueOrDefault, Environment.GetEnvironmentVariable, TimeProvider.System);
    }

    /// <summary>The events of the simulator, ready in memory.</summary>
    private static List<(byte[] Key, byte[] Value)> Lines(int events)
    {
        var options = Options(("--output", "/dev/null"));
        var simulation = new MusicSimulation(new(new(options.Seed)), options.Setup);
        var lines = new List<(byte[], byte[])>(events);
        for (var buffer = new EventBuffer(); lines.Count < events; buffer.Clear())
        {
            simulation.Run(buffer, long.MaxValue, events - lines.Count);
            for (var index = 0; index < buffer.Count; index++)
                lines.Add((Encoding.UTF8.GetBytes($"{buffer.ListenerOf(index)}"), buffer.JsonOf(index).ToArray()));
        }

        return lines;
    }

    private double SendBare(BenchmarkShop shop, string topic, List<(byte[] Key, byte[] Value)> messages)
    {
        using var producer = new BareProducer(ProducerConfigs.Of(shop.Settings.Kafka.Connection, shop.Settings.Kafka.Producer), topic);
        var clock = Stopwatch.StartNew();
        producer.Send(messages);
        var rate = messages.Count / clock.Elapsed.TotalSeconds;
        _acknowledged += producer.Acknowledged;
        if (producer.Acknowledged != messages.Count)
            _failures.Add($"The bare producer sent {messages.Count:N0} events, {producer.Acknowledged:N0} were acknowledged.");
        return rate;
    }

    /// <summary>What was acknowledged must be in the topic, once.</summary>
    private void CheckLogs(BenchmarkShop shop)
    {
        var topic = shop.Settings.Kafka.Topics.Of(ShopStreams.Orders);
        using var logs = new LogEnds(shop.Settings.Kafka.Connection);
        var written = Enumerable.Range(0, int.Parse(Partitions, CultureInfo.InvariantCulture)).Sum(p => logs.Of(topic, p).High);
        if (written != _acknowledged)
            _failures.Add($"{_acknowledged:N0} events were acknowledged, but the topic has {written:N0}.");
    }

    private ResultTable Rates() => new("Rates", "what",
    [
        new("simulator to /dev/null", [new("rate", "/s", _generated)]),
        new("simulator to /dev/null, per second of CPU", [new("rate", "/s", _perCpuSecond)]),
        new("bare librdkafka producer", [new("rate", "/s", _bare)]),
        new("simulator to the brokers", [new("rate", "/s", _simulator)]),
    ]);

    private ResultTable Ratios() => new("Ratios within a round", "of",
    [
        new("simulator to the brokers / bare librdkafka producer", [new("ratio", "", [.. _simulator.Zip(_bare, (s, b) => s / b)])]),
    ]);

    private List<string> Notes() =>
    [
        "Rates to the brokers count from the first event to the last acknowledgement by all in-sync replicas. The bare producer calls the "
            + "C functions of librdkafka with the same configuration and the same bytes, which are ready in memory.",
        "After the last round, the ends of the topic's logs are compared with the acknowledged events.",
        .. servers.EmbedsKafka
            ? ["The mock cluster neither replicates nor writes to a disk. Set KAFKA_BOOTSTRAP_SERVERS to measure brokers."]
            : Array.Empty<string>(),
    ];
}
