using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// The partitions assigned to a member, with their offsets, seeks and pauses. Only the member's thread uses it, also in rebalance
/// callbacks.
/// </summary>
internal sealed class Assignment(
    MemberSettings settings, IBatchSink sink, BatchApplier applier, MemberStatus status, ILogger log, TimeProvider time)
{
    /// <summary>A partition is paused when its batch takes longer than this, because the database is then slow or unavailable.</summary>
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PositionRetry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often the progress of idle partitions is read from the database. With asynchronous commit, a server crash can set the
    /// progress back. Without this check, only the next batch would detect it.
    /// </summary>
    private static readonly TimeSpan RecheckPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RevokeTimeout = TimeSpan.FromSeconds(5);

    private const string Remedy = "Run make reset-progress to consume it from its start.";

    private readonly EventDecoder _decoder = settings.NewDecoder();
    private readonly Dictionary<int, PartitionBuffer> _buffers = [];
    private readonly PartitionPositions _positions = new(sink);
    private long _lastPositioning;
    private long _lastClaim;
    private long _lastRecheck = time.GetTimestamp();

    /// <summary>The id of the topic; null until the client exists.</summary>
    public TopicIdentity? Topic { get; set; }

    public IReadOnlyCollection<PartitionBuffer> All => _buffers.Values;

    public bool IsBusy => _buffers.Values.Any(static b => b.IsBusy || b.IsScanning);

    /// <summary>Adds an assigned partition.</summary>
    /// <returns>The offset to fetch from.</returns>
    public TopicPartitionOffset Open(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        var buffer = new PartitionBuffer(
            new(settings.Stream, partition.Topic, partition.Partition.Value), applier, settings, _decoder, time);
        _buffers[partition.Partition.Value] = buffer;
        status.Partitions = [.. _buffers.Keys.Order()];
        // 0 while the position is unknown. For a logical offset such as Offset.End, the client queries the broker; a late answer
        // would overwrite the position found meanwhile.
        return new(partition, TryPosition(consumer, buffer, seek: false) ?? new Offset(0));
    }

    /// <summary>Removes a partition. Waits briefly for its running batch unless the partition is lost, then cancels the batch.</summary>
    public void Close(IConsumer<byte[], byte[]> consumer, Partition partition, bool lost)
    {
        if (!_buffers.Remove(partition.Value, out var buffer))
            return;
        status.Partitions = [.. _buffers.Keys.Order()];
        if (!lost && Wait(buffer, RevokeTimeout))
            HandleResult(consumer, buffer);
        buffer.Cancel();
        // The client keeps the paused state of a revoked partition. If it came back to this member, it would never be fetched.
        if (buffer.IsPaused)
            consumer.Resume(buffer);
        // The next owner of a stopped partition detects the problem itself.
        if (buffer.IsStopped && !_buffers.Values.Any(f => f.IsStopped))
            status.Problem = null;
        log.Revoked(buffer.Partition);
    }

    public void Add(IConsumer<byte[], byte[]> consumer, Partition partition, in ConsumedMessage message)
    {
        if (_buffers.TryGetValue(partition.Value, out var buffer) && buffer.Add(message) && Skip(consumer, buffer, message.Offset))
            buffer.Add(message);
    }

    /// <summary>Skips the last offsets of a log if they have no message, so that the progress reaches the end and the lag is 0.</summary>
    public void ReachEnd(IConsumer<byte[], byte[]> consumer, Partition partition, long end)
    {
        if (_buffers.TryGetValue(partition.Value, out var buffer) && buffer.ReachEnd(end))
            Skip(consumer, buffer, end);
    }

    public void StartDue()
    {
        foreach (var buffer in _buffers.Values)
        {
            if (buffer.IsDue)
                buffer.Start();
        }
    }

    /// <summary>Handles the results of completed batches: stores offsets, seeks, pauses and resumes.</summary>
    public void HandleResults(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var buffer in _buffers.Values)
            HandleResult(consumer, buffer);
        if (time.GetElapsedTime(_lastRecheck) >= RecheckPeriod)
            Recheck(consumer);
        CompareTopic(consumer);
        if (time.GetElapsedTime(_lastPositioning) < PositionRetry)
            return;
        foreach (var buffer in _buffers.Values)
        {
            if (buffer is { IsPositioned: false, IsStopped: false })
                TryPosition(consumer, buffer, seek: true);
        }
    }

    /// <summary>If a buffer is full while its other batch is being applied, waits for that batch.</summary>
    /// <returns>Whether the buffer is still full. Polling would then return messages that do not fit and must be fetched again.</returns>
    public bool WaitForSpace(TimeSpan timeout)
    {
        foreach (var buffer in _buffers.Values)
        {
            if (buffer is { IsFull: true, IsApplying: true, IsPaused: false })
                return !Wait(buffer, timeout) || buffer.IsFull;
        }

        return false;
    }

    /// <summary>Looks up the position again, because the broker does not have the next offset.</summary>
    public void ResetPosition(Partition partition)
    {
        if (_buffers.TryGetValue(partition.Value, out var buffer) && !buffer.IsStopped)
            buffer.ResetPosition();
    }

    /// <summary>Stops a partition that cannot be read. Only an operator can fix the cause.</summary>
    public void Stop(IConsumer<byte[], byte[]> consumer, Partition partition, string problem)
    {
        if (_buffers.TryGetValue(partition.Value, out var buffer) && !buffer.IsStopped)
            Stop(consumer, buffer, problem);
    }

    /// <summary>Applies all collected messages within the timeout, then cancels what is left.</summary>
    public void Drain(IConsumer<byte[], byte[]> consumer, TimeSpan timeout)
    {
        var began = time.GetTimestamp();
        foreach (var buffer in _buffers.Values)
        {
            // Runs at most twice: for the running batch and for the one collected meanwhile.
            while (buffer.IsBusy && time.GetElapsedTime(began) < timeout)
            {
                buffer.Start();
                if (Wait(buffer, timeout - time.GetElapsedTime(began)))
                    HandleResult(consumer, buffer);
            }

            buffer.Cancel();
        }
    }

    /// <summary>Skips offsets without a message. Offsets before the start of the log are lost and reported as a gap.</summary>
    /// <returns>False if the brokers do not answer; the offsets are then fetched again.</returns>
    private bool Skip(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer, long next)
    {
        try
        {
            var start = buffer.LogStart
                ??= consumer.QueryWatermarkOffsets(buffer.TopicPartition, PartitionPositions.WaitTimeout).Low.Value;
            var from = buffer.NextOffset;
            if (buffer.Skip(next, start) is var lost and > 0)
                log.Gap(buffer.Partition, from, from + lost - 1);
            return true;
        }
        catch (KafkaException)
        {
            buffer.SeekToNext();
            return false;
        }
    }

    private static bool Wait(PartitionBuffer buffer, TimeSpan timeout) =>
        ((IAsyncResult)buffer.Applying).AsyncWaitHandle.WaitOne(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero);

    private void HandleResult(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer)
    {
        try
        {
            if (buffer.Take() is { } result)
                HandleResult(consumer, buffer, result);
        }
        catch (SinkFaultException e)
        {
            FaultCounter.Count(e.Fault);
            Stop(consumer, buffer, e.Message);
        }
        catch (OperationCanceledException)
        {
            // Close or Drain cancelled the batch while it waited for the database.
        }

        if (buffer.IsStopped)
            return;
        Throttle(consumer, buffer);
        buffer.EndDueScan();
        if (buffer is { SeekTo: { } offset, IsFull: false, IsPaused: false, IsWaitingForSchema: false })
            consumer.Seek(buffer, offset);
    }

    private void HandleResult(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer, SinkResult result)
    {
        if (result.Fenced)
        {
            log.Fenced(buffer.Partition, result.NextOffset);
            buffer.Position(result.NextOffset, seekTo: result.NextOffset);
            return;
        }

        consumer.Store(buffer, result.NextOffset);
    }

    /// <summary>Stops partitions whose progress belongs to an earlier topic of the same name, which had other messages.</summary>
    private void CompareTopic(IConsumer<byte[], byte[]> consumer)
    {
        Topic?.Refresh();
        if (Topic is not { Current: var id } || id == Guid.Empty)
            return;
        foreach (var buffer in _buffers.Values)
        {
            // After a failure, the next attempt is a second later, so that the member keeps polling.
            if (buffer.IsPositioned && buffer.TopicId != id && time.GetElapsedTime(_lastClaim) >= PositionRetry && !Claims(buffer, id))
                Stop(consumer, buffer, $"the topic was deleted and created again after this progress. {Remedy}", waitsForReset: true);
        }
    }

    /// <summary>Whether the partition's progress belongs to the topic. True also if the progress cannot be read.</summary>
    private bool Claims(PartitionBuffer buffer, Guid id)
    {
        var stored = _positions.TryClaim(buffer.Partition, id);
        if (stored is null)
            _lastClaim = time.GetTimestamp();
        if (stored == id)
            buffer.TopicId = id;
        return stored is null || stored == id;
    }

    /// <summary>Continues a partition after its progress was reset.</summary>
    private void TryContinue(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer)
    {
        if (Topic is { Current: var id } && id != Guid.Empty && (!Claims(buffer, id) || buffer.TopicId != id))
            return;
        buffer.Continue();
        TryPosition(consumer, buffer, seek: true);
        if (!_buffers.Values.Any(static b => b.IsStopped))
            status.Problem = null;
    }

    private void Recheck(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var buffer in _buffers.Values)
        {
            if (buffer.WaitsForReset)
                TryContinue(consumer, buffer);
            if (buffer is not { IsPositioned: true, IsBusy: false, SeekTo: null })
                continue;
            buffer.DetectStall(consumer.KnownEnd(buffer));
            if (_positions.TryReadProgress(buffer.Partition) is not { } stored || stored == buffer.NextOffset)
                continue;
            log.Fenced(buffer.Partition, stored);
            buffer.Position(stored, seekTo: stored);
        }

        _lastRecheck = time.GetTimestamp();
    }

    private void Throttle(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer)
    {
        if (buffer is { IsPaused: false, IsApplying: true } && buffer.ApplyingFor > PauseAfter)
        {
            consumer.Pause(buffer);
            log.Paused(buffer.Partition, buffer.ApplyingFor.TotalSeconds);
        }
        else if (buffer is { IsPaused: false, IsWaitingForSchema: true })
        {
            consumer.Pause(buffer);
            log.WaitsForSchema(buffer.Partition, buffer.NextOffset);
        }
        else if (buffer is { IsPaused: true, IsApplying: false, IsWaitingForSchema: false })
        {
            consumer.Resume(buffer);
            log.Resumed(buffer.Partition);
        }
    }

    /// <summary>Reads the partition's progress from the database, for a few seconds at most.</summary>
    /// <returns>The offset to fetch from; null if it is not known yet.</returns>
    private Offset? TryPosition(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer, bool seek)
    {
        _lastPositioning = time.GetTimestamp();
        try
        {
            var position = _positions.FindAsync(consumer, buffer.Partition, CancellationToken.None).GetAwaiter().GetResult();
            buffer.Position(position.NextOffset, seek ? position.FetchFrom : null);
            if (position.FetchFrom > position.NextOffset)
                buffer.ExpectGap();
            log.Assigned(buffer.Partition, position.NextOffset);
            return position.FetchFrom;
        }
        catch (PartitionStoppedException e)
        {
            Stop(consumer, buffer, $"{e.Message} {Remedy}", waitsForReset: true);
        }
        catch (Exception e) when (e is SinkFaultException or KafkaException or OperationCanceledException)
        {
            // Logged once, at the assignment. After that, the read is retried every second.
            if (!seek)
                log.ProgressUnknown(buffer.Partition, e.Message);
        }

        return null;
    }

    private void Stop(IConsumer<byte[], byte[]> consumer, PartitionBuffer buffer, string problem, bool waitsForReset = false)
    {
        buffer.Stop(waitsForReset);
        consumer.Pause(buffer);
        if (buffer.Problem == problem)
            return;
        buffer.Problem = problem;
        status.Problem = $"{buffer.Partition}: {problem}";
        log.Stopped(buffer.Partition, problem);
    }
}
