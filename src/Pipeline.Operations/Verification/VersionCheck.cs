namespace Pipeline.Operations.Verification;

/// <summary>
/// Compares log and rows, key by key: the versions are in order, none is missing, the row has the newest applied version, and the
/// projections include that version.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="isWhole">Whether the log is complete, so that a missing version was never in it.</param>
/// <param name="findings">Collects the findings.</param>
internal sealed class VersionCheck(StreamDefinition stream, bool isWhole, Findings findings)
{
    private readonly Dictionary<ulong, Key> _keys = [];

    /// <summary>Distinct versions in the log, summed over all keys.</summary>
    public long Distinct { get; private set; }

    /// <summary>Checks a bucket. The chunks must have the log first, each partition in order of offsets, then the database.</summary>
    public void CheckBucket(IEnumerable<ArraySegment<VersionObservation>> chunks)
    {
        _keys.Clear();
        foreach (var chunk in chunks)
        {
            foreach (ref readonly var observation in chunk.AsSpan())
            {
                Take(ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, observation.Key, out _), observation);
            }
        }

        foreach (var key in _keys.Values)
            Evaluate(key);
    }

    private void Take(ref Key key, in VersionObservation observation)
    {
        if (observation.Where.HasFlag(Observed.Row))
        {
            (key.HasRow, key.Row) = (true, observation.Version);
            (key.CountedVersion, key.IsCounted) = ((int)observation.Offset, observation.Where.HasFlag(Observed.Counts));
            return;
        }

        var isNew = observation.Version > 64 ? observation.Version > key.Newest : (key.Versions & Bit(observation.Version)) == 0;
        if (observation.Version <= 64)
            key.Versions |= Bit(observation.Version);
        if (observation.Where.HasFlag(Observed.Outbox))
            return;
        if (isNew)
            TakeNew(ref key, observation);
        // A misplaced message can be in another partition, which has no order relative to this one.
        if (!observation.Where.HasFlag(Observed.Misplaced))
            key.Newest = Math.Max(key.Newest, observation.Version);
        if (observation.Where.HasFlag(Observed.Passed) && observation.Version > key.Applied)
        {
            (key.Applied, key.Counts) = (observation.Version, observation.Where.HasFlag(Observed.Counts));
            (key.AppliedAt, key.AppliedPartition) = (observation.Offset, observation.Partition);
        }
    }

    /// <summary>Checks the order of a version that is in the log for the first time. Later duplicates can be anywhere.</summary>
    private void TakeNew(ref Key key, in VersionObservation observation)
    {
        Distinct++;
        if (observation.Where.HasFlag(Observed.Misplaced))
            return;
        if (observation.Version < key.Newest)
        {
            findings.Add(
                FindingKind.OrderBroken, stream, $"version {observation.Version} of a key comes after version {key.Newest}",
                At(observation.Partition, observation.Offset));
        }
    }

    private void Evaluate(in Key key)
    {
        // Only gaps between the lowest and the highest known version: a row written without Kafka has no event of its first version.
        var missing = isWhole && key.Versions != 0
            ? 64 - BitOperations.LeadingZeroCount(key.Versions) - BitOperations.TrailingZeroCount(key.Versions)
                - BitOperations.PopCount(key.Versions)
            : 0;
        for (; missing > 0; missing--)
        {
            findings.Add(
                FindingKind.Lost, stream, "a version of the key is neither in Kafka nor in the outbox, but lower and higher versions are",
                At(key.AppliedPartition, key.AppliedAt));
        }

        if (key.Applied == 0)
            return;
        if (!key.HasRow)
            findings.Add(FindingKind.Lost, stream, "applied, but the row is missing", At(key.AppliedPartition, key.AppliedAt));
        else if (key.Row < key.Applied)
        {
            findings.Add(
                FindingKind.Lost, stream, $"version {key.Applied} was applied, but the row has version {key.Row}",
                At(key.AppliedPartition, key.AppliedAt));
        }
        else if (stream.Projections.Count > 0)
            EvaluateTotals(key);
    }

    private void EvaluateTotals(in Key key)
    {
        if (key.CountedVersion < key.Applied || (isWhole && key.CountedVersion > key.Applied))
        {
            findings.Add(
                FindingKind.Totals, stream, $"version {key.Applied} was applied, but the totals include version {key.CountedVersion}",
                At(key.AppliedPartition, key.AppliedAt));
        }
        else if (key.CountedVersion == key.Applied && key.IsCounted != key.Counts)
        {
            findings.Add(
                FindingKind.Totals, stream,
                key.Counts ? "the row counts, but is not in the totals" : "the row does not count, but is in the totals",
                At(key.AppliedPartition, key.AppliedAt));
        }
    }

    private static ulong Bit(int version) => 1UL << (version - 1);

    private static string At(int partition, long offset) => $"{partition}@{offset}";

    [StructLayout(LayoutKind.Auto)]
    private struct Key
    {
        /// <summary>Bit set of versions 1 to 64 in the log or the outbox. A version above 64 counts as new if it is the highest.</summary>
        public ulong Versions;
        public long AppliedAt;
        public int Newest;
        public int Applied;
        public int Row;
        public int CountedVersion;
        public short AppliedPartition;
        public bool Counts;
        public bool HasRow;
        public bool IsCounted;
    }
}
