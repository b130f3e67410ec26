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
/// <param name="Seed">RANDOM_SEED, or a number of the moment's when it is not set.</param>
public sealed record WriteOptions(WriteMode Mode, long Seed)
{
    internal static WriteOptions Read(SettingsReader reader) => new(
        reader.Choice("WRITE_MODE", WriteMode.Outbox, ("outbox", WriteMode.Outbox), ("stream", WriteMode.Stream)),
        reader.OptionalNumber("RANDOM_SEED", long.MinValue, long.MaxValue, "a whole number") ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
}
