using Pipeline.Streams.Columns;
using System.Runtime.InteropServices;

namespace Pipeline.Operations.Verification;

/// <summary>Where an event, or a version of a key, was met.</summary>
[Flags]
internal enum Observed : byte
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>In the log.</summary>
    InLog = 1,

    /// <summary>The group is past it, and it was not given up: it must have taken effect.</summary>
    Passed = 2,

    /// <summary>Given up as a dead letter.</summary>
    DeadLetter = 4,

    /// <summary>In the ledger: it took effect.</summary>
    Processed = 8,

    /// <summary>In the outbox.</summary>
    Outbox = 16,

    /// <summary>As the last event of a row.</summary>
    Row = 32,

    /// <summary>An order in a state that counts, or that is counted.</summary>
    Counts = 64,

    /// <summary>In the log on purpose out of its place: labelled dirt, or a dead letter sent again.</summary>
    Misplaced = 128,
}

/// <summary>An event id and one place where it was met.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct EventObservation(Guid Id, Observed Where);

/// <summary>A version of a key and one place where it was met.</summary>
/// <param name="Key">Hash of the natural key.</param>
/// <param name="Version">Version.</param>
/// <param name="Where">The place.</param>
/// <param name="Partition">Partition in the log.</param>
/// <param name="Offset">Offset in the log; of an order's row its counted_version.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal readonly record struct VersionObservation(ulong Key, int Version, Observed Where, short Partition, long Offset);

/// <summary>What one side of the verification, a reader of the log or the database, has to say about a stream.</summary>
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
