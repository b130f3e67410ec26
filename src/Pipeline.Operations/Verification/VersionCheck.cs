using System.Numerics;
using System.Runtime.InteropServices;
using Pipeline.Streams.Definitions;

namespace Pipeline.Operations.Verification;

/// <summary>
/// Holds log and rows against each other, key by key: versions in their order, none missing, the row as new as the newest that
/// was applied, and of an order what the totals know.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="isWhole">Whether the log still has its beginning, so that a version that is not in it never was.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class VersionCheck(StreamDefinition stream, bool isWhole, Findings findings)
{
    private readonly Dictionary<ulong, Key> _keys = [];

    /// <summary>Different versions in the log, over all keys.</summary>
    public long Distinct { get; private set; }

    /// <summary>Takes the log first, each partition in its order, and the database after it.</summary>
    public void Bucket(IEnumerable<ArraySegment<VersionObservation>> chunks)
    {
        _keys.Clear();
        foreach (var chunk in chunks)
        {
            foreach (ref readonly var met in chunk.AsSpan())
            {
                ref var key = ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, met.Key, out var known);
                if (!known)
                    key.Partition = -1;
                Take(ref key, met);
            }
        }

        foreach (var key in _keys.Values)
            Judge(key);
    }

    private void Take(ref Key key, in VersionObservation met)
    {
        if (met.Where.HasFlag(Observed.Row))
        {
            (key.HasRow, key.Row, key.CountedVersion, key.IsCounted) = (true, met.Version, (int)met.Offset, met.Where.HasFlag(Observed.Counts));
            return;
        }

        var isNew = met.Version > 64 ? met.Version > key.Newest : (key.Versions & Bit(met.Version)) == 0;
        if (met.Version <= 64)
            key.Versions |= Bit(met.Version);
        if (met.Where.HasFlag(Observed.Outbox))
            return;
        if (isNew)
            First(ref key, met);
        // What is misplaced may be in another partition, which has no order to this one.
        if (!met.Where.HasFlag(Observed.Misplaced))
            key.Newest = Math.Max(key.Newest, met.Version);
        if (met.Where.HasFlag(Observed.Passed) && met.Version > key.Applied)
            (key.Applied, key.Counts, key.AppliedAt, key.AppliedPartition) = (met.Version, met.Where.HasFlag(Observed.Counts), met.Offset, met.Partition);
    }

    /// <summary>The first time that this version is in the log. Only then its place counts: what comes again may come anywhere.</summary>
    private void First(ref Key key, in VersionObservation met)
    {
        Distinct++;
        if (met.Where.HasFlag(Observed.Misplaced))
            return;
        if (met.Version < key.Newest)
            findings.Add(FindingKind.OrderBroken, stream, $"version {met.Version} of a key stands behind version {key.Newest}", At(met.Partition, met.Offset));
        else if (key.Partition >= 0 && key.Partition != met.Partition)
            findings.Add(FindingKind.OrderBroken, stream, $"events of one key are in partitions {key.Partition} and {met.Partition}", At(met.Partition, met.Offset));
        key.Partition = met.Partition;
    }

    private void Judge(in Key key)
    {
        // Between the lowest and the highest that is known: a row written without Kafka has no event of its first version.
        var holes = isWhole && key.Versions != 0
            ? 64 - BitOperations.LeadingZeroCount(key.Versions) - BitOperations.TrailingZeroCount(key.Versions) - BitOperations.PopCount(key.Versions)
            : 0;
        for (; holes > 0; holes--)
            findings.Add(FindingKind.Lost, stream, "a version of the key is neither in Kafka nor in the outbox, but its neighbours are", At(key.AppliedPartition, key.AppliedAt));
        if (key.Applied == 0)
            return;
        if (!key.HasRow)
            findings.Add(FindingKind.Lost, stream, "applied, but there is no row", At(key.AppliedPartition, key.AppliedAt));
        else if (key.Row < key.Applied)
            findings.Add(FindingKind.Lost, stream, $"version {key.Applied} was applied, but the row is of version {key.Row}", At(key.AppliedPartition, key.AppliedAt));
        else if (stream.Projections.Count > 0)
            JudgeTotals(key);
    }

    private void JudgeTotals(in Key key)
    {
        if (key.CountedVersion < key.Applied || (isWhole && key.CountedVersion > key.Applied))
            findings.Add(FindingKind.Totals, stream, $"version {key.Applied} was applied, but the totals know version {key.CountedVersion}", At(key.AppliedPartition, key.AppliedAt));
        else if (key.CountedVersion == key.Applied && key.IsCounted != key.Counts)
            findings.Add(FindingKind.Totals, stream, key.Counts ? "the order counts, but not in the totals" : "the order does not count, but does in the totals", At(key.AppliedPartition, key.AppliedAt));
    }

    private static ulong Bit(int version) => 1UL << (version - 1);

    private static string At(int partition, long offset) => $"{partition}@{offset}";

    [StructLayout(LayoutKind.Auto)]
    private struct Key
    {
        /// <summary>Versions 1 to 64 in the log or in the outbox. Beyond them only newer counts as new.</summary>
        public ulong Versions;
        public long AppliedAt;
        public int Newest;
        public int Applied;
        public int Row;
        public int CountedVersion;
        public short Partition;
        public short AppliedPartition;
        public bool Counts;
        public bool HasRow;
        public bool IsCounted;
    }
}
