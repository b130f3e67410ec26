namespace Pipeline.Hosting.Settings;

/// <summary>The destination of writes.</summary>
public enum WriteMode
{
    /// <summary>The database: rows, and events in the outbox.</summary>
    Outbox,

    /// <summary>Only Kafka. The consumers write the tables.</summary>
    Stream,
}

/// <summary>WRITE_MODE and RANDOM_SEED.</summary>
/// <param name="Mode">WRITE_MODE (outbox).</param>
/// <param name="Seed">RANDOM_SEED (start time, Unix milliseconds).</param>
public sealed record WriteOptions(WriteMode Mode, long Seed)
{
    internal static WriteOptions Read(PipelineSettings settings)
    {
        var reader = settings.Reader;
        var mode = reader.Choice("WRITE_MODE", WriteMode.Outbox, ("outbox", WriteMode.Outbox), ("stream", WriteMode.Stream));
        if (mode == WriteMode.Stream && !settings.Kafka.Enabled)
            reader.Fault("WRITE_MODE=stream writes only to Kafka, but KAFKA_ENABLED=false: set KAFKA_ENABLED=true or WRITE_MODE=outbox.");
        var seed = reader.OptionalNumber("RANDOM_SEED", long.MinValue, long.MaxValue, "a whole number");
        return new(mode, seed ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
