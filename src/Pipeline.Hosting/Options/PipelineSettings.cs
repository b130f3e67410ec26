using Pipeline.Streams.Faults;
using Pipeline.Simulation;

namespace Pipeline.Hosting.Options;

/// <summary>All settings of a process, read once at its start.</summary>
public sealed record PipelineSettings
{
    /// <summary>KAFKA_… .</summary>
    public required KafkaOptions Kafka { get; init; }

    /// <summary>POSTGRES_… .</summary>
    public required PostgresOptions Postgres { get; init; }

    /// <summary>WRITE_MODE, RANDOM_SEED.</summary>
    public required WriteOptions Write { get; init; }

    /// <summary>--shard or SHARD: the part of the seeder's or the generator's work that is this process's.</summary>
    public required Shard Shard { get; init; }

    /// <summary>SEED_…, this shard's share of them.</summary>
    public required SeedOptions Seed { get; init; }

    /// <summary>ORDER_RATE, PRODUCT_RATE, UPDATE_RATE, this shard's share of them.</summary>
    public required RealtimeOptions Realtime { get; init; }

    /// <summary>DIRT, DIRT_TRUTH.</summary>
    public required DirtOptions Dirt { get; init; }

    /// <summary>CONSUMER_… .</summary>
    public required ConsumerOptions Consumer { get; init; }

    /// <summary>BREAKER_… .</summary>
    public required BreakerOptions Breaker { get; init; }

    /// <summary>VERIFY_… .</summary>
    public required VerifyOptions Verify { get; init; }

    /// <summary>OTEL_…, LOG_FORMAT.</summary>
    public required TelemetryOptions Telemetry { get; init; }

    /// <summary>DASHBOARD_… .</summary>
    public required DashboardOptions Dashboard { get; init; }

    /// <summary>HEALTH_PORT (8081): where /health/live, /health/ready, /metrics and /report are served; 0 takes a free port.</summary>
    public required int HealthPort { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    /// <param name="arguments">The command line: <c>--shard i/n</c> or nothing.</param>
    /// <exception cref="SettingsException">One or more cannot be used; all are named.</exception>
    public static PipelineSettings Read(Func<string, string?> environment, params IReadOnlyList<string> arguments)
    {
        var reader = new SettingsReader(environment);
        var shard = ShardSetting.Read(reader, arguments);
        var settings = new PipelineSettings
        {
            Kafka = KafkaOptions.Read(reader),
            Postgres = PostgresOptions.Read(reader),
            Write = WriteOptions.Read(reader),
            Shard = shard,
            Seed = SeedOptions.Read(reader).Share(shard),
            Realtime = RealtimeOptions.Read(reader).Share(shard),
            Dirt = DirtOptions.Read(reader),
            Consumer = ConsumerOptions.Read(reader),
            Breaker = BreakerOptions.Read(reader),
            Verify = VerifyOptions.Read(reader),
            Telemetry = TelemetryOptions.Read(reader),
            Dashboard = DashboardOptions.Read(reader),
            HealthPort = reader.Number("HEALTH_PORT", 8081, 0, 65535, "a port"),
        };
        if (settings.Write.Mode == WriteMode.Stream && !settings.Kafka.Enabled)
            reader.Fault("WRITE_MODE=stream writes to Kafka alone, but KAFKA_ENABLED=false: nothing could be written.");
        if (settings.Dirt.Rates is not null && !settings.Kafka.Enabled)
            reader.Fault("DIRT is mixed into the events on their way to Kafka, but KAFKA_ENABLED=false: there are none.");
        if (Failpoints.Refusal(environment(Failpoints.Variable)) is { } refusal)
            reader.Fault(refusal);
        return reader.Faults.Count == 0 ? settings : throw new SettingsException(reader.Faults);
    }

    /// <summary>Reads the settings of Kafka alone, for what needs no database.</summary>
    /// <exception cref="SettingsException">One or more cannot be used; all are named.</exception>
    public static KafkaOptions ReadKafka(Func<string, string?> environment) => ReadPart(environment, KafkaOptions.Read);

    /// <summary>Reads the settings of PostgreSQL alone, for what needs no brokers.</summary>
    /// <exception cref="SettingsException">One or more cannot be used; all are named.</exception>
    public static PostgresOptions ReadPostgres(Func<string, string?> environment) => ReadPart(environment, PostgresOptions.Read);

    /// <summary>Reads PROMETHEUS_URL (http://localhost:9090): where `pipeline metrics verify` asks.</summary>
    /// <exception cref="SettingsException">It is no address.</exception>
    public static Uri ReadPrometheus(Func<string, string?> environment) => ReadPart(environment, static reader => reader.Address("PROMETHEUS_URL", "http://localhost:9090"));

    /// <summary>Reads secrets, each from NAME or the file that NAME_FILE names.</summary>
    /// <returns>By name.</returns>
    /// <exception cref="SettingsException">One or more are missing; all are named.</exception>
    public static IReadOnlyDictionary<string, string> ReadSecrets(Func<string, string?> environment, IEnumerable<string> names) =>
        ReadPart(environment, reader => names.ToDictionary(
            name => name,
            name =>
            {
                var secret = reader.Secret(name);
                if (secret is null)
                    reader.Fault($"{name} is not set: set it, or {name}_FILE to a file with it.");
                return secret ?? "";
            },
            StringComparer.Ordinal));

    private static T ReadPart<T>(Func<string, string?> environment, Func<SettingsReader, T> read)
    {
        var reader = new SettingsReader(environment);
        var part = read(reader);
        return reader.Faults.Count == 0 ? part : throw new SettingsException(reader.Faults);
    }
}
