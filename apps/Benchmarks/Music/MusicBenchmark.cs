using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Music;

/// <summary>music: the simulator's rate to /dev/null, and to brokers compared with a bare librdkafka producer of the same bytes.</summary>
internal sealed class MusicBenchmark(BenchmarkServers servers, Action<string> report)
{
    public const string Name = "music";

    /// <summary>Events per round to the brokers.</summary>
    private const int DefaultEvents = 300_000;

    /// <summary>Factor of the events to /dev/null, which take less time.</summary>
    private const int DevNullFactor = 3;
    private const int Users = 10_000;
    private const string Partitions = "12";

    private readonly List<string> _failures = [];
    private readonly Series _generated = new("simulator to /dev/null");
    private readonly Series _simulator = new("simulator to the brokers");
    private readonly Series _bare = new("bare librdkafka producer");
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
        foreach (var measured in new[] { _generated, _simulator, _bare })
            measured.Clear();
        for (var round = 1; round <= servers.Settings.Rounds; round++)
            await RoundAsync(shop, events, what => report($"round {round} of {servers.Settings.Rounds}: {what}"), cancellationToken);
        CheckLogs(shop);
        return new()
        {
            Name = Name,
            Title = $"The music simulator, {Users:N0} listeners, {events:N0} events per round",
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
        var file = await SimulateAsync(events * DevNullFactor, cancellationToken, ("--output", "/dev/null"));
        _generated.Add(file.Events, file.Elapsed, file.Cpu);

        // The topic of orders, because a benchmark has its own topics for the streams of the shop only.
        var topic = shop.Settings.Kafka.Topics.Of(ShopStreams.Orders);
        report("bare librdkafka producer");
        SendBare(shop, topic, Lines(events));
        report("simulator to the brokers");
        var kafka = await SimulateAsync(
            events, cancellationToken, ("--brokers", shop.Settings.Kafka.Connection.BootstrapServers), ("--topic", topic));
        _simulator.Add(kafka.Events, kafka.Elapsed, kafka.Cpu);
        _acknowledged += kafka.Acknowledged;
        if (kafka.Acknowledged != events)
            _failures.Add($"The simulator sent {events:N0} events, but Kafka acknowledged {kafka.Acknowledged:N0}.");
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

    /// <summary>Keys and values of the simulator's events, generated before the measurement.</summary>
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

    private void SendBare(BenchmarkShop shop, string topic, List<(byte[] Key, byte[] Value)> messages)
    {
        var settings = Options(("--output", "/dev/null")).Producer;
        using var producer = new BareProducer(ProducerConfigs.Of(shop.Settings.Kafka.Connection, settings), topic);
        var (clock, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        producer.Send(messages);
        _bare.Add(messages.Count, clock.Elapsed, Environment.CpuUsage.TotalTime - cpu);
        _acknowledged += producer.Acknowledged;
        if (producer.Acknowledged != messages.Count)
            _failures.Add($"The bare producer sent {messages.Count:N0} events, but Kafka acknowledged {producer.Acknowledged:N0}.");
    }

    /// <summary>Checks that the topic contains exactly the acknowledged events.</summary>
    private void CheckLogs(BenchmarkShop shop)
    {
        var topic = shop.Settings.Kafka.Topics.Of(ShopStreams.Orders);
        using var logs = new LogEnds(shop.Settings.Kafka.Connection);
        var written = Enumerable.Range(0, int.Parse(Partitions, CultureInfo.InvariantCulture)).Sum(p => logs.Of(topic, p).High);
        if (written != _acknowledged)
            _failures.Add($"Kafka acknowledged {_acknowledged:N0} events, but the topic has {written:N0}.");
    }

    private ResultTable Rates() => new("Rates", "what", [_generated.Row, _bare.Row, _simulator.Row]);

    private ResultTable Ratios() => new("Ratios within a round", "of",
    [
        new("simulator to the brokers / bare librdkafka producer",
        [
            new("rate", "", [.. _simulator.Rates.Zip(_bare.Rates, static (s, b) => s / b)]),
            new("CPU", "", [.. _simulator.CpuPerEvent.Zip(_bare.CpuPerEvent, static (s, b) => s / b)]),
        ]),
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

    /// <summary>The measurements of one row of the table, one per round.</summary>
    private sealed class Series(string name)
    {
        public List<double> Rates { get; } = [];

        /// <summary>CPU of this process per event, microseconds.</summary>
        public List<double> CpuPerEvent { get; } = [];

        public ResultRow Row => new(name, [new("rate", "/s", Rates), new("CPU per event", "µs", CpuPerEvent)]);

        public void Add(long events, TimeSpan elapsed, TimeSpan cpu)
        {
            Rates.Add(events / elapsed.TotalSeconds);
            CpuPerEvent.Add(cpu.TotalMicroseconds / events);
        }

        public void Clear()
        {
            Rates.Clear();
            CpuPerEvent.Clear();
        }
    }
}
