namespace Pipeline.Ads.Statistics;

/// <summary>
/// Counts how often each value occurs, exactly up to <see cref="MaxValues"/> distinct values. Beyond that, memory stays constant: the
/// rarer half is forgotten by lowering all counts by their median (Anderson and others, "A high-performance algorithm for identifying
/// frequent items in data streams", 2017), and distinct values are estimated. Chosen over Space-Saving, which replaces a value for
/// nearly every row of a column such as device_ip and needs a heap for it.
/// </summary>
internal sealed class ValueCounter
{
    /// <summary>Number of distinct values that are counted exactly.</summary>
    public const int MaxValues = 1 << 15;

    /// <summary>Bytes of a value that are kept for the report.</summary>
    public const int MaxTextBytes = 32;

    private const int SmallestTable = 1 << 8;
    private const int MedianSample = 1 << 10;

    private Entry[] _entries = new Entry[SmallestTable];
    private byte[] _texts = new byte[SmallestTable * MaxTextBytes];
    private (Entry[] Entries, byte[] Texts) _spare = ([], []);
    private int _used;
    private HyperLogLog? _distinct;

    /// <summary>How much a count can be too low; 0 while all counts are exact.</summary>
    public long Error { get; private set; }

    /// <summary>Whether counts and the number of distinct values are estimated.</summary>
    public bool IsEstimated => _distinct is not null;

    /// <summary>Number of distinct values.</summary>
    public long Distinct => _distinct?.Estimate() ?? _used;

    /// <summary>Counts a value.</summary>
    /// <param name="hash">Its <see cref="FieldHash"/>, which stands for the value.</param>
    /// <param name="clicks">1 if the row was clicked, otherwise 0.</param>
    /// <returns>−1, or for a value that is not in the table yet, where <see cref="SetText"/> puts its text.</returns>
    public int Add(ulong hash, int clicks)
    {
        // 0 marks a free entry.
        hash |= hash == 0 ? 1UL : 0;
        var slot = Find(_entries, hash);
        if (_entries[slot].Hash == hash)
        {
            _entries[slot].Count++;
            _entries[slot].Clicks += clicks;
            return -1;
        }

        _distinct?.Add(hash);
        if (_used == MaxValues)
            Forget();
        else if (_used == _entries.Length / 2)
            MoveTo(_entries.Length * 2, 0);
        slot = Find(_entries, hash);
        _used++;
        _entries[slot] = new() { Hash = hash, Count = 1, Clicks = clicks };
        return slot;
    }

    /// <summary>Keeps the text of a new value; a longer one is cut off.</summary>
    public void SetText(int slot, ReadOnlySpan<byte> text)
    {
        var length = Math.Min(text.Length, MaxTextBytes);
        text[..length].CopyTo(_texts.AsSpan(slot * MaxTextBytes));
        _entries[slot].TextLength = (byte)length;
    }

    /// <summary>
    /// The values by their count, the most frequent first. With estimated counts, those that the error can change beyond recognition are
    /// left out: a count in the list is between half of the true one and the true one.
    /// </summary>
    public IEnumerable<ValueCount> Top(int max) => Values().OrderByDescending(static v => v.Count)
        .ThenBy(static v => v.Text, StringComparer.Ordinal).Where(v => v.Count > Error).Take(max);

    /// <summary>All values in the table, in no particular order.</summary>
    public IEnumerable<ValueCount> Values()
    {
        for (var slot = 0; slot < _entries.Length; slot++)
        {
            if (_entries[slot] is { Hash: not 0 } entry)
            {
                var text = Encoding.UTF8.GetString(_texts, slot * MaxTextBytes, entry.TextLength);
                yield return new(text, entry.Count, IsEstimated ? null : entry.Clicks);
            }
        }
    }

    /// <summary>The entry of a hash, or the free one where it belongs. At most half of the table is used.</summary>
    private static int Find(Entry[] entries, ulong hash)
    {
        var slot = (int)hash & (entries.Length - 1);
        while (entries[slot].Hash != hash && entries[slot].Hash != 0)
            slot = (slot + 1) & (entries.Length - 1);
        return slot;
    }

    private void Forget()
    {
        if (_distinct is null)
        {
            _distinct = new();
            foreach (var entry in _entries)
            {
                if (entry.Hash != 0)
                    _distinct.Add(entry.Hash);
            }
        }

        // Entries are in the order of their hashes, so the first ones are a random sample.
        var sample = _entries.Where(static e => e.Hash != 0).Take(MedianSample).Select(static e => e.Count).Order().ToArray();
        var median = sample[sample.Length / 2];
        Error += median;
        MoveTo(_entries.Length, median);
    }

    /// <summary>Moves the entries whose count is larger into another table, with their counts lowered.</summary>
    private void MoveTo(int size, long lowerBy)
    {
        // A column with ever new values moves often: two tables of the same size take turns.
        var (entries, texts) = _spare.Entries.Length == size ? _spare : (new Entry[size], new byte[size * MaxTextBytes]);
        Array.Clear(entries);
        _used = 0;
        for (var from = 0; from < _entries.Length; from++)
        {
            ref var entry = ref _entries[from];
            if (entry.Count <= lowerBy)
                continue;
            var to = Find(entries, entry.Hash);
            entries[to] = entry;
            entries[to].Count -= lowerBy;
            _texts.AsSpan(from * MaxTextBytes, entry.TextLength).CopyTo(texts.AsSpan(to * MaxTextBytes));
            _used++;
        }

        _spare = (_entries, _texts);
        (_entries, _texts) = (entries, texts);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Entry
    {
        public ulong Hash;
        public long Count;
        public long Clicks;
        public byte TextLength;
    }
}

/// <summary>A value and how often it occurs.</summary>
/// <param name="Text">The value, cut off after <see cref="ValueCounter.MaxTextBytes"/> bytes.</param>
/// <param name="Count">Its rows.</param>
/// <param name="Clicks">Clicks of its rows; null if the count is estimated.</param>
internal sealed record ValueCount(string Text, long Count, long? Clicks);
