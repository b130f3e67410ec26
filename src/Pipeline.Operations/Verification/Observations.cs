namespace Pipeline.Operations.Verification;

/// <summary>Where an event, or a version of a key, was observed.</summary>
[Flags]
internal enum Observed : byte
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>In the log.</summary>
    InLog = 1,

    /// <summary>Consumed and not dead-lettered: it must have taken effect.</summary>
    Passed = 2,

    /// <summary>Stored as a dead letter.</summary>
    DeadLetter = 4,

    /// <summary>In processed_events: it took effect.</summary>
    Processed = 8,

    /// <summary>In the outbox.</summary>
    Outbox = 16,

    /// <summary>The last event of a row.</summary>
    Row = 32,

    /// <summary>The row counts in the projections: by its status in the log, or by its counted flag in the table.</summary>
    Counts = 64,

    /// <summary>Out of order in the log on purpose: labelled dirt, or a replayed dead letter.</summary>
    Misplaced = 128,
}

/// <summary>An event id and where it was observed.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct EventObservation(Guid Id, Observed Where);

/// <summary>A version of a key and where it was observed.</summary>
/// <param name="Key">Hash of the natural key.</param>
/// <param name="Version">Version.</param>
/// <param name="Where">Where it was observed.</param>
/// <param name="Partition">Partition in the log; -1 for the database.</param>
/// <param name="Offset">Offset in the log; for a row its counted_version.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct VersionObservation(ulong Key, int Version, Observed Where, short Partition, long Offset);

/// <summary>The observations of one reader, of a partition or of the database, for one stream. One writer.</summary>
internal sealed class Observations(string folder, int buckets) : IDisposable
{
    public SpillFile<EventObservation> Events { get; } = new(folder, buckets);

    public SpillFile<VersionObservation> Versions { get; } = new(folder, buckets);

    public void Add(Guid id, Observed where) => Events.Add(KeyHash.Of(id), new(id, where));

    public void Add(in VersionObservation version) => Versions.Add(version.Key, version);

    public void Dispose()
    {
        Events.Dispose();
        Versions.Dispose();
    }
}
