namespace Pipeline.Ads.Statistics;

/// <summary>
/// Finds ids that occur more than once, exactly up to <see cref="MaxIds"/> distinct ids. Beyond that, memory stays constant: it keeps
/// the ids whose hash ends with a growing number of zero bits, and multiplies (Gibbons, "Distinct sampling", 2001). A Bloom filter is
/// rejected: it costs a cache miss per id, and its false positives look like the few duplicates that are searched for.
/// </summary>
internal sealed class RepeatedIds
{
    /// <summary>Number of distinct ids that are kept.</summary>
    public const int MaxIds = 1 << 20;

    private const int SmallestTable = 1 << 8;

    private ulong[] _hashes = new ulong[SmallestTable];
    private uint[] _extras = new uint[SmallestTable];
    private int _used;
    private int _zeroBits;

    /// <summary>Whether the numbers are estimated.</summary>
    public bool IsEstimated => _zeroBits > 0;

    /// <summary>Number of distinct ids.</summary>
    public long Distinct => (long)_used << _zeroBits;

    /// <summary>Number of ids that occur more than once.</summary>
    public long Repeated => (long)_extras.Count(static e => e > 0) << _zeroBits;

    /// <summary>Number of rows beyond the first of their id.</summary>
    public long ExtraRows => _extras.Sum(static e => (long)e) << _zeroBits;

    /// <summary>Standard error of <see cref="Repeated"/>: each repeated id is in the sample with the same probability.</summary>
    public double RepeatedError => Math.Sqrt(Math.Max(1, Repeated) * (double)((1L << _zeroBits) - 1));

    /// <summary>Standard error of <see cref="Distinct"/>.</summary>
    public double DistinctError => Math.Sqrt(Distinct * (double)((1L << _zeroBits) - 1));

    /// <summary>Adds the id of a row.</summary>
    public void Add(ulong hash)
    {
        if ((hash & ((1UL << _zeroBits) - 1)) != 0)
            return;
        // 0 marks a free slot, so this hash is replaced by another one.
        hash |= hash == 0 ? 1UL << 63 : 0;
        var slot = Find(_hashes, hash);
        if (_hashes[slot] == hash)
        {
            _extras[slot]++;
            return;
        }

        _hashes[slot] = hash;
        _used++;
        while (_used > MaxIds)
        {
            _zeroBits++;
            Rebuild(_hashes.Length);
        }

        if (_used > _hashes.Length / 2)
            Rebuild(_hashes.Length * 2);
    }

    /// <summary>The high bits choose the place: the low ones are the same for all ids of the sample.</summary>
    private static int Find(ulong[] hashes, ulong hash)
    {
        var slot = (int)(hash >> (64 - BitOperations.Log2((uint)hashes.Length)));
        while (hashes[slot] != hash && hashes[slot] != 0)
            slot = (slot + 1) & (hashes.Length - 1);
        return slot;
    }

    private void Rebuild(int size)
    {
        var (hashes, extras) = (new ulong[size], new uint[size]);
        _used = 0;
        for (var from = 0; from < _hashes.Length; from++)
        {
            if (_hashes[from] == 0 || (_hashes[from] & ((1UL << _zeroBits) - 1)) != 0)
                continue;
            var to = Find(hashes, _hashes[from]);
            (hashes[to], extras[to]) = (_hashes[from], _extras[from]);
            _used++;
        }

        (_hashes, _extras) = (hashes, extras);
    }
}
