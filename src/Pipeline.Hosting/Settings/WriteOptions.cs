using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Settings;

/// <summary>How writers write.</summary>
public enum WriteMode
{
    /// <summary>To the database, with the events in its outbox.</summary>
    Outbox,

    /// <summary>To Kafka alone.</summary>
    Stream,
}

/// <summary>WRITE_MODE and RANDOM_SEED.</summary>
/// <param name="Mode">WRITE_MODE (outbox).</param>
/// <param name="Seed">RANDOM_SEED; unset: the time of the start.</param>
public sealed record WriteOptions(WriteMode Mode, long Seed)
{
    internal static WriteOptions Read(PipelineSettings settings)
    {
        var reader = settings.Reader;
        var mode = reader.Choice("WRITE_MODE", WriteMode.Outbox, ("outbox", WriteMode.Outbox), ("stream", WriteMode.Stream));
        if (mode == WriteMode.Stream && !settings.Kafka.Enabled)
            reader.Fault("WRITE_MODE=stream writes to Kafka alone, but KAFKA_ENABLED=false: nothing could be written.");
        var seed = reader.OptionalNumber("RANDOM_SEED", long.MinValue, long.MaxValue, "a whole number");
        return new(mode, seed ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
