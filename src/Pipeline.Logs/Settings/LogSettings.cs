namespace Pipeline.Logs.Settings;

/// <summary>Settings of the service: options of the command line, else variables.</summary>
internal sealed record LogSettings
{
    private const int DefaultPort = 8000;
    private const int DefaultMaxStreams = 10_000;
    private const int DefaultBuffer = 100_000;
    private const double DefaultKafkaRate = 10;
    private const double MaxKafkaRate = 100_000;

    /// <summary>--port, LOG_PORT.</summary>
    public required int Port { get; init; }

    /// <summary>--seed, LOG_SEED.</summary>
    public required long Seed { get; init; }

    /// <summary>LOG_MAX_STREAMS: streams that are open at once; a further one gets status 503.</summary>
    public required int MaxStreams { get; init; }

    /// <summary>The cluster, with --kafka or LOG_KAFKA=true; else null.</summary>
    public required KafkaConnection? Kafka { get; init; }

    /// <summary>KAFKA_LINGER_MS, KAFKA_COMPRESSION, KAFKA_BATCH_BYTES.</summary>
    public required ProducerSettings Producer { get; init; }

    /// <summary>--kafka-rate, LOG_KAFKA_RATE: entries per second and service.</summary>
    public required double KafkaRate { get; init; }

    /// <summary>LOG_KAFKA_BUFFER: entries per service that wait for Kafka; further ones are dropped.</summary>
    public required int KafkaBuffer { get; init; }

    /// <summary>OTEL_… .</summary>
    public required TelemetryOptions Telemetry { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="given">Value of an option by its name with the dashes: null if it is not set, "true" for a flag.</param>
    /// <param name="environment">Value of a variable, or null.</param>
    /// <exception cref="SettingsException">One or more settings have faults; the message lists all of them.</exception>
    public static LogSettings Read(Func<string, string?> given, Func<string, string?> environment)
    {
        var reader = new SettingsReader(name => name.StartsWith("--", StringComparison.Ordinal) ? given(name) : environment(name));
        string Named(string option, string variable) => reader.OptionalText(option) is null ? variable : option;
        var brokers = reader.OptionalText("--brokers");
        var hasKafka = reader.Switch("LOG_KAFKA", unset: false) || reader.OptionalText("--kafka") is not null || brokers is not null;
        if (!hasKafka && reader.Faults.Count == 0 && reader.OptionalText("--kafka-rate") is not null)
            reader.Fault("--kafka-rate needs --kafka.");
        var settings = new LogSettings
        {
            Port = reader.Number(Named("--port", "LOG_PORT"), DefaultPort, 0, ushort.MaxValue, "a port"),
            Seed = reader.Seed(Named("--seed", "LOG_SEED")),
            MaxStreams = reader.Number("LOG_MAX_STREAMS", DefaultMaxStreams, 1, 1_000_000, "a number of streams"),
            Kafka = hasKafka ? KafkaConnectionSettings.Read(reader, brokers) : null,
            Producer = KafkaSettings.ReadProducer(reader),
            KafkaRate = reader.OptionalRate(Named("--kafka-rate", "LOG_KAFKA_RATE"), MaxKafkaRate) ?? DefaultKafkaRate,
            KafkaBuffer = reader.Number("LOG_KAFKA_BUFFER", DefaultBuffer, 1, DefaultBuffer, "a number of entries"),
            Telemetry = TelemetryOptions.Read(reader),
        };
        return reader.Faults.Count == 0 ? settings : throw new SettingsException(reader.Faults);
    }
}
