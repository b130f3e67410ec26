namespace Pipeline.Kafka.Consuming;

/// <summary>
/// One assigned partition: collects messages in one batch while another is being applied. Decides offsets and seeks but never calls
/// the broker; <see cref="Assignment"/> does. Only the member's thread uses it; batches are applied on the thread pool.
/// </summary>
internal sealed class PartitionBuffer : IDisposable
{
    /// <summary>
    /// How long the member's thread waits for a schema before it pauses the partition. A registry that is up answers in a few
    /// milliseconds; pausing and seeking takes longer.
    /// </summary>
    private static readonly TimeSpan SchemaWait = TimeSpan.FromMilliseconds(100);

    private readonly BatchApplier _applier;
    private readonly EventDecoder _decoder;
    private readonly TimeProvider _time;
    private readonly TimeSpan _linger;
    private readonly CancellationTokenSource _stop = new();
    private PendingBatch _filling;
    private PendingBatch _spare;
    private Task<SinkResult>? _applying;
    private long _firstAt;
    private long _applyingSince;
    private readonly GapScan _gaps;
    private long _expectedGapAt = -1;
    private long _nextOffsetBefore = -1;
    private Task _schema = Task.CompletedTask;

    public PartitionBuffer(PartitionId partition, BatchApplier applier, MemberSettings settings, EventDecoder decoder, TimeProvider time)
    {
        Partition = partition;
        (_applier, _decoder, _linger, _time, _gaps) = (applier, decoder, settings.Linger, time, new(time));
        _filling = new(partition.Stream, settings.BatchSize, decoder);
        _spare = new(partition.Stream, settings.BatchSize, decoder);
    }

    public PartitionId Partition { get; }

    public TopicPartition TopicPartition => new(Partition.TopicName, Partition.Partition);

    /// <summary>Id of the topic that the progress belongs to; zero until it is known.</summary>
    public Guid TopicId { get; set; }

    /// <summary>Whether the next offset is known. Until then, messages are ignored.</summary>
    public bool IsPositioned { get; private set; }

    /// <summary>Offset of the next message to collect.</summary>
    public long NextOffset => _filling.Next;

    /// <summary>The last known progress in the database; null if it was never read.</summary>
    public long? Progress { get; private set; }

    public bool IsFull => _filling.IsFull;

    public bool IsApplying => _applying is not null;

    /// <summary>Whether messages are collected or being applied.</summary>
    public bool IsBusy => IsApplying || !_filling.IsEmpty;

    /// <summary>Completes when the running batch is applied; completed if none is running.</summary>
    public Task Applying => _applying ?? Task.CompletedTask;

    /// <summary>How long the running batch has been applied; zero if none is running.</summary>
    public TimeSpan ApplyingFor => IsApplying ? _time.GetElapsedTime(_applyingSince) : TimeSpan.Zero;

    /// <summary>Whether fetching is paused because the database is slow or unavailable.</summary>
    public bool IsPaused { get; set; }

    /// <summary>The offset to seek to, because messages were ignored or the position changed; null if no seek is needed.</summary>
    public long? SeekTo { get; private set; }

    /// <summary>Whether the partition is stopped until an operator acts.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether the next message cannot be decoded until the schema registry answers.</summary>
    public bool IsWaitingForSchema => !_schema.IsCompletedSuccessfully;

    /// <summary>Whether messages are read ahead to find gaps.</summary>
    public bool IsScanning => _gaps.IsScanning;

    /// <summary>First offset of the log, read after the last gap was seen first; null if it must be read.</summary>
    public long? LogStart { get; set; }

    /// <summary>Whether the collected batch must be applied: it is full, or its linger time is over.</summary>
    public bool IsDue => !_filling.IsEmpty && (IsFull || _time.GetElapsedTime(_firstAt) >= _linger);

    /// <summary>Sets the next offset.</summary>
    /// <param name="nextOffset">Offset of the next message to collect.</param>
    /// <param name="seekTo">The offset to seek to; null if the client already fetches from there.</param>
    public void Position(long nextOffset, long? seekTo)
    {
        _filling.Begin(nextOffset);
        Progress = nextOffset;
        (IsPositioned, Problem) = (true, null);
        SeekTo = seekTo;
        _gaps.Clear();
    }

    /// <summary>Marks the position as unknown, so that it is read from the database again.</summary>
    public void ResetPosition() => IsPositioned = false;

    /// <summary>Whether the partition is stopped until its progress is reset, because the topic was recreated or truncated.</summary>
    public bool WaitsForReset { get; private set; }

    /// <summary>Ignores further messages and discards the collected ones, which must not be applied before the failed batch.</summary>
    public void Stop(bool waitsForReset = false)
    {
        (IsStopped, IsPositioned, WaitsForReset) = (true, false, waitsForReset);
        _filling.Begin(NextOffset);
    }

    /// <summary>Why the partition was last stopped; null if it never was.</summary>
    public string? Problem { get; set; }

    /// <summary>Ends a stop. The position stays unknown until it is read again.</summary>
    public void Continue() => (IsStopped, WaitsForReset) = (false, false);

    /// <summary>Accepts the next gap without confirmation, because the log no longer has the next offset.</summary>
    public void ExpectGap() => (_expectedGapAt, LogStart) = (NextOffset, null);

    /// <summary>Collects a message. Ignores it if its offset is too low, the buffer is full, or offsets are missing before it.</summary>
    /// <returns>Whether offsets are missing before the message: call <see cref="Skip"/>, then add the message again.</returns>
    public bool Add(in ConsumedMessage message)
    {
        if (!IsPositioned || message.Offset < NextOffset)
            return false;
        if (_gaps.IsScanning)
        {
            _gaps.See(message.Offset, message.Offset + 1);
            return false;
        }

        if (IsFull || SeekTo is not null)
        {
            SeekTo ??= NextOffset;
            return false;
        }

        if (message.Offset > NextOffset)
            return IsGap(message.Offset, message.Offset + 1);
        if (!HasSchema(message.Value))
        {
            SeekTo = NextOffset;
            return false;
        }

        if (_filling.IsEmpty)
            _firstAt = _time.GetTimestamp();
        _filling.Add(message);
        return false;
    }

    /// <summary>Call when the client has reached the end of the log.</summary>
    /// <returns>Whether offsets are missing before the end: call <see cref="Skip"/>.</returns>
    public bool ReachEnd(long end)
    {
        if (!IsPositioned || end <= NextOffset)
            return false;
        if (_gaps.IsScanning)
            _gaps.See(end, end);
        else if (IsFull || SeekTo is not null)
            return false;
        else if (IsGap(end, end))
            return true;
        EndScan();
        return false;
    }

    /// <summary>Requests the seek that reads the partition again, if enough was read ahead.</summary>
    public void EndDueScan()
    {
        if (_gaps.IsOver)
            EndScan();
    }

    /// <summary>Moves the next offset past offsets without a message.</summary>
    /// <param name="next">The new next offset.</param>
    /// <param name="logStart">First offset of the log. Retention has removed the offsets below it.</param>
    /// <returns>Number of offsets that retention has removed. Their messages are lost.</returns>
    public long Skip(long next, long logStart)
    {
        var lost = Math.Clamp(logStart - NextOffset, 0, next - NextOffset);
        if (_filling.IsEmpty)
            _firstAt = _time.GetTimestamp();
        _filling.Skip(next, lost);
        return lost;
    }

    /// <summary>Whether the offsets up to <paramref name="to"/> are a gap. If that is not known yet, messages are read ahead.</summary>
    private bool IsGap(long to, long next)
    {
        if (_expectedGapAt == NextOffset || _gaps.HasSeen(NextOffset, to))
            return true;
        LogStart = null;
        _gaps.Begin(NextOffset);
        _gaps.See(to, next);
        return false;
    }

    private bool HasSchema(byte[]? value)
    {
        _schema = _decoder.Prepare(value);
        return _schema.IsCompletedSuccessfully
            || (((IAsyncResult)_schema).AsyncWaitHandle.WaitOne(SchemaWait) && _schema.IsCompletedSuccessfully);
    }

    private void EndScan()
    {
        _gaps.End();
        SeekTo = NextOffset;
    }

    /// <summary>Requests a seek if no message arrived since the last call although the log has more.</summary>
    /// <param name="end">End of the log; −1 if unknown.</param>
    public void DetectStall(long end)
    {
        if (NextOffset == _nextOffsetBefore && end > NextOffset && !IsBusy)
            SeekTo ??= NextOffset;
        _nextOffsetBefore = NextOffset;
    }

    public void SeekIssued()
    {
        SeekTo = null;
        _gaps.End();
    }

    /// <summary>Fetches again from the next offset.</summary>
    public void SeekToNext() => SeekTo = NextOffset;

    /// <summary>Starts to apply the collected batch, unless another is running.</summary>
    public void Start()
    {
        if (IsApplying || _filling.IsEmpty)
            return;
        var batch = _filling;
        batch.TopicId = TopicId;
        _filling = _spare;
        _spare = batch;
        _filling.Begin(batch.Next);
        _applyingSince = _time.GetTimestamp();
        // On the thread pool, so that the member's thread can decode the next batch.
        _applying = Task.Run(() => _applier.ApplyAsync(Partition, batch, _stop.Token));
    }

    /// <summary>Takes the result of a completed batch, once; null if no batch has completed.</summary>
    /// <exception cref="SinkFaultException">The batch cannot be applied; the partition must stop.</exception>
    public SinkResult? Take()
    {
        if (_applying is not { IsCompleted: true } done)
            return null;
        _applying = null;
        var result = done.GetAwaiter().GetResult();
        Progress = result.NextOffset;
        return result;
    }

    /// <summary>Cancels the running batch. An uncommitted transaction is rolled back.</summary>
    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
