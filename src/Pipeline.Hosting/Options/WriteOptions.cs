namespace Pipeline.Hosting.Options;

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
/// <param name="RandomSeed">RANDOM_SEED; null: another one each time, which is printed.</param>
public sealed record WriteOptions(WriteMode Mode, long? RandomSeed)
{
    internal static WriteOptions Read(SettingsReader reader) => new(
        reader.Choice("WRITE_MODE", WriteMode.Outbox, ("outbox", WriteMode.Outbox), ("stream", WriteMode.Stream)),
        reader.OptionalNumber("RANDOM_SEED", long.MinValue, long.MaxValue, "a whole number"));
}
