namespace Benchmarks.Realtime;

/// <summary>Rows of one stream that are written or being written and not in effect yet, by their key. Thread-safe.</summary>
/// <param name="stream">The stream.</param>
/// <param name="key">Reads the key of a row.</param>
internal sealed class PendingRows<T, TKey>(StreamDefinition<T> stream, Func<T, TKey> key)
    where T : class
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, PendingWrite> _writes = new();
    private EffectTimes.Recording _recording = new();

    public int Count => _writes.Count;

    /// <inheritdoc cref="EffectTimes.Restart"/>
    public EffectTimes.Recording Restart()
    {
        var recording = new EffectTimes.Recording();
        Volatile.Write(ref _recording, recording);
        return recording;
    }

    /// <summary>Call before a write.</summary>
    /// <param name="rows">The rows to write.</param>
    /// <param name="intended">When the write was due, a timestamp of <see cref="Stopwatch"/>.</param>
    public PendingWrite Begin(IReadOnlyList<T> rows, long intended)
    {
        var write = new PendingWrite(intended, Volatile.Read(ref _recording));
        foreach (var row in rows)
            _writes[key(row)] = write;
        return write;
    }

    /// <summary>Call when a write was refused: its rows have no effect.</summary>
    public void Forget(IReadOnlyList<T> rows)
    {
        foreach (var row in rows)
            _writes.TryRemove(key(row), out _);
    }

    /// <summary>Call after a write. Without events (<paramref name="isEffect"/>) its rows are in effect.</summary>
    public void Complete(IReadOnlyList<T> rows, PendingWrite write, bool isEffect)
    {
        write.Commit(rows.Count);
        if (!isEffect)
            return;
        foreach (var row in rows)
            RecordEffect(key(row), write.Committed);
    }

    /// <summary>Call when a consumer has committed a slice. Slices of other streams are ignored.</summary>
    public void Applied(in SubBatch slice, long now)
    {
        if (slice.Batch.Stream != stream)
            return;
        foreach (var applied in slice.Batch.Rows<TKey>(stream.Key.Name).AsSpan(slice.Start, slice.Count))
            RecordEffect(applied, now);
    }

    private void RecordEffect(TKey row, long now)
    {
        if (_writes.TryRemove(row, out var write))
            write.RecordEffect(now);
    }
}

/// <summary>The rows of one write.</summary>
internal sealed class PendingWrite(long intended, EffectTimes.Recording recording)
{
    private long _committed;

    /// <summary>When the write returned, a timestamp of <see cref="Stopwatch"/>; 0 before.</summary>
    public long Committed => Volatile.Read(ref _committed);

    public void Commit(int rows)
    {
        Volatile.Write(ref _committed, Stopwatch.GetTimestamp());
        recording.Write.Record(Stopwatch.GetElapsedTime(intended, Committed), rows);
    }

    /// <summary>One row has taken effect.</summary>
    public void RecordEffect(long now)
    {
        recording.DueToEffect.Record(Stopwatch.GetElapsedTime(intended, now));
        // A consumer may commit before the write returns: the latency is 0.
        var committed = Committed;
        recording.CommitToEffect.Record(committed == 0 || committed > now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(committed, now));
    }
}
