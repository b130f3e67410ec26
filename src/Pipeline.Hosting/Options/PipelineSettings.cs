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

    /// <summary>SEED_… .</summary>
    public required SeedOptions Seed { get; init; }

    /// <summary>ORDER_RATE, PRODUCT_RATE, UPDATE_RATE.</summary>
    public required RealtimeOptions Realtime { get; init; }

    /// <summary>DIRT, DIRT_TRUTH.</summary>
    public required DirtOptions Dirt { get; init; }

    /// <summary>CONSUMER_… .</summary>
    public required ConsumerOptions Consumer { get; init; }

    /// <summary>BREAKER_… .</summary>
    public required BreakerOptions Breaker { get; init; }

    /// <summary>VERIFY_… .</summary>
    public required VerifyOptions Verify { get; init; }

    /// <summary>HEALTH_PORT (8081): where /health/live and /health/ready are served; 0 takes a free port.</summary>
    public required int HealthPort { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="environment">Value of a variable, or null.</param>
    /// <exception cref="SettingsException">One or more cannot be used; all are named.</exception>
    public static PipelineSettings Read(Func<string, string?> environment)
    {
        var reader = new SettingsReader(environment);
        var settings = new PipelineSettings
        {
            Kafka = KafkaOptions.Read(reader),
            Postgres = PostgresOptions.Read(reader),
            Write = WriteOptions.Read(reader),
            Seed = SeedOptions.Read(reader),
            Realtime = RealtimeOptions.Read(reader),
            Dirt = DirtOptions.Read(reader),
            Consumer = ConsumerOptions.Read(reader),
            Breaker = BreakerOptions.Read(reader),
            Verify = VerifyOptions.Read(reader),
            HealthPort = reader.Number("HEALTH_PORT", 8081, 0, 65535, "a port"),
        };
        if (settings.Write.Mode == WriteMode.Stream && !settings.Kafka.Enabled)
            reader.Fault("WRITE_MODE=stream writes to Kafka alone, but KAFKA_ENABLED=false: nothing could be written.");
        if (settings.Dirt.Rates is not null && !settings.Kafka.Enabled)
            reader.Fault("DIRT is mixed into the events on their way to Kafka, but KAFKA_ENABLED=false: there are none.");
        return reader.Faults.Count == 0 ? settings : throw new SettingsException(reader.Faults);
    }

    /// <summary>Reads the settings of Kafka alone, for what needs no database.</summary>
    /// <exception cref="SettingsException">One or more cannot be used; all are named.</exception>
    public static KafkaOptions ReadKafka(Func<string, string?> environment)
    {
        var reader = new SettingsReader(environment);
        var options = KafkaOptions.Read(reader);
        return reader.Faults.Count == 0 ? options : throw new SettingsException(reader.Faults);
    }
}
