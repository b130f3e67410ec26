using Pipeline.Logs.Entries;

namespace Pipeline.Logs.Streaming;

/// <summary>An entry that /simulate has made, for all streams of its service.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Level">Its level.</param>
/// <param name="Line">The entry as JSON with its line feed.</param>
internal sealed record SimulatedEntry(string Service, EntryLevel Level, ReadOnlyMemory<byte> Line);

/// <summary>
/// Hands simulated entries to every subscriber. A subscriber that does not read loses its oldest ones and blocks nobody.
/// Thread-safe.
/// </summary>
internal sealed class Broadcast
{
    /// <summary>Entries that wait for one subscriber.</summary>
    public const int Capacity = 10_000;

    private readonly ConcurrentDictionary<BroadcastReader, bool> _readers = new();

    /// <summary>Number of subscribers.</summary>
    public int Count => _readers.Count;

    /// <summary>Adds a subscriber.</summary>
    /// <param name="wanted">Selects its entries. Others do not count towards the capacity.</param>
    public BroadcastReader Subscribe(Predicate<SimulatedEntry> wanted)
    {
        var reader = new BroadcastReader(this, wanted);
        _readers[reader] = true;
        return reader;
    }

    /// <summary>Hands an entry to all subscribers.</summary>
    public void Publish(SimulatedEntry entry)
    {
        foreach (var (reader, _) in _readers)
            reader.Add(entry);
    }

    internal void Remove(BroadcastReader reader) => _readers.TryRemove(reader, out _);
}

/// <summary>The simulated entries that wait for one subscriber.</summary>
internal sealed class BroadcastReader : IDisposable
{
    private readonly Broadcast _broadcast;
    private readonly Predicate<SimulatedEntry> _wanted;
    private readonly Channel<SimulatedEntry> _waiting;
    private long _dropped;

    public BroadcastReader(Broadcast broadcast, Predicate<SimulatedEntry> wanted)
    {
        (_broadcast, _wanted) = (broadcast, wanted);
        _waiting = Channel.CreateBounded<SimulatedEntry>(
            new BoundedChannelOptions(Broadcast.Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Takes the next entry.</summary>
    public bool TryTake([NotNullWhen(true)] out SimulatedEntry? entry) => _waiting.Reader.TryRead(out entry);

    /// <summary>The number of entries that were lost since the last call.</summary>
    public long TakeDropped() => Interlocked.Exchange(ref _dropped, 0);

    internal void Add(SimulatedEntry entry)
    {
        if (_wanted(entry))
            _waiting.Writer.TryWrite(entry);
    }

    /// <inheritdoc/>
    public void Dispose() => _broadcast.Remove(this);
}
