using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// One assigned partition: collects messages into one batch while the other is being applied. Knows nothing of the broker; it
/// decides offsets, and the member does what it says. Used by the member's thread only; the applying runs beside it.
/// </summary>
internal sealed class PartitionBuffer : IDisposable
{
    private readonly BatchApplier _applier;
    private readonly TimeProvider _time;
    private readonly TimeSpan _linger;
    private readonly CancellationTokenSource _stop = new();
    private PendingBatch _filling;
    private PendingBatch _spare;
    private Task<SinkResult>? _applying;
    private long _firstAt;
    private long _applyingSince;
    private long _gapAt = -1;
    private (long NextOffset, long Came) _doubted = (-1, -1);
    private long _nextOffsetBefore = -1;

    public PartitionBuffer(PartitionId partition, BatchApplier applier, int capacity, TimeSpan linger, TimeProvider time)
    {
        Partition = partition;
        (_applier, _linger, _time) = (applier, linger, time);
        _filling = new(partition.Stream, capacity);
        _spare = new(partition.Stream, capacity);
    }

    public PartitionId Partition { get; }

    /// <summary>Whether it is known where the partition goes on. Until then its messages are passed over.</summary>
    public bool IsPositioned { get; private set; }

    /// <summary>Offset of the next message wanted.</summary>
    public long NextOffset => _filling.Next;

    /// <summary>Where the database's progress stands, as far as is known; null until it was found.</summary>
    public long? Settled { get; private set; }

    public bool IsFull => _filling.IsFull;

    public bool IsApplying => _applying is not null;

    /// <summary>Anything collected or being applied.</summary>
    public bool IsBusy => IsApplying || !_filling.IsEmpty;

    /// <summary>The applying itself, to wait for; completed when there is none.</summary>
    public Task Applying => _applying ?? Task.CompletedTask;

    /// <summary>How long the batch in hand has been on its way into the database.</summary>
    public TimeSpan ApplyingFor => IsApplying ? _time.GetElapsedTime(_applyingSince) : TimeSpan.Zero;

    /// <summary>Paused at the broker because the database takes nothing.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The broker must be asked to go on from here: messages were passed over, or the position has changed.</summary>
    public long? SeekTo { get; private set; }

    /// <summary>Stands still until a person has looked.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Something to apply, and either enough of it or for long enough.</summary>
    public bool IsDue => !_filling.IsEmpty && (IsFull || _time.GetElapsedTime(_firstAt) >= _linger);

    /// <summary>The partition goes on from <paramref name="wanted"/>.</summary>
    /// <param name="wanted">Offset of the next message wanted.</param>
    /// <param name="seekTo">What the broker must be asked for; null when it stands there already.</param>
    public void Position(long wanted, long? seekTo)
    {
        _filling.Begin(wanted);
        Settled = wanted;
        IsPositioned = true;
        SeekTo = seekTo;
    }

    /// <summary>The position does not hold any more and must be found anew.</summary>
    public void ResetPosition() => IsPositioned = false;

    /// <summary>Nothing is taken any more, and what was collected behind the batch that failed is let go: it cannot be applied before it.</summary>
    public void Stop()
    {
        (IsStopped, IsPositioned) = (true, false);
        _filling.Begin(NextOffset);
    }

    /// <summary>It is known that the log does not have the message wanted any more: what comes instead is believed at once.</summary>
    public void ExpectGap() => _gapAt = NextOffset;

    /// <summary>
    /// Takes a message, or passes it over when it is not the one wanted or there is no room. A jump is believed only when it comes
    /// a second time: the client may go to another place in the log than the one it was told, when a leader changes while it looks
    /// for the log's end, and what lies between would be lost.
    /// </summary>
    /// <returns>Offsets missing before it: 0, or a gap in the log.</returns>
    public long Add(in ConsumedMessage message)
    {
        if (!IsPositioned || message.Offset < NextOffset)
            return 0;
        if (IsFull || SeekTo is not null)
        {
            SeekTo ??= NextOffset;
            return 0;
        }

        var gap = message.Offset - NextOffset;
        if (gap > 0 && _gapAt != NextOffset && _doubted != (NextOffset, message.Offset))
        {
            _doubted = (NextOffset, message.Offset);
            SeekTo = NextOffset;
            return 0;
        }

        if (_filling.IsEmpty)
            _firstAt = _time.GetTimestamp();
        _filling.Add(message);
        return gap;
    }

    /// <summary>Called now and then, with where the log ends: a feed to which nothing has come since the last time though there is something asks for it again.</summary>
    public void FindStandstill(long end)
    {
        if (NextOffset == _nextOffsetBefore && end > NextOffset && !IsBusy)
            SeekTo ??= NextOffset;
        _nextOffsetBefore = NextOffset;
    }

    /// <summary>The broker has been asked.</summary>
    public void SeekIssued() => SeekTo = null;

    /// <summary>Begins to apply what has been collected, if nothing is being applied.</summary>
    public void Start()
    {
        if (IsApplying || _filling.IsEmpty)
            return;
        var batch = _filling;
        _filling = _spare;
        _spare = batch;
        _filling.Begin(batch.Next);
        _applyingSince = _time.GetTimestamp();
        // On the pool: parsing the next batch goes on meanwhile.
        _applying = Task.Run(() => _applier.ApplyAsync(Partition, batch, _stop.Token));
    }

    /// <summary>The result of an applying that has ended, once; null while there is none.</summary>
    /// <exception cref="SinkFaultException">The batch cannot be applied; the partition must stop.</exception>
    public SinkResult? Take()
    {
        if (_applying is not { IsCompleted: true } done)
            return null;
        _applying = null;
        var result = done.GetAwaiter().GetResult();
        Settled = result.NextOffset;
        return result;
    }

    /// <summary>Ends an applying that waits for the database; what it has not committed is rolled back.</summary>
    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
