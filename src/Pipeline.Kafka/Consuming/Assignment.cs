using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// The partitions a member has, and everything the broker must be told about them: offsets, seeks, pauses. Called by the
/// member's thread only, also within its rebalance callbacks.
/// </summary>
internal sealed class Assignment(
    MemberSettings settings, IBatchSink sink, BatchApplier applier, MemberStatus status, ILogger log, TimeProvider time)
{
    /// <summary>An applying that takes longer means that the database is in trouble: the partition is paused until it is over.</summary>
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PositionRetry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often a partition at rest is held against the database. A server that crashed may have come back with an older
    /// progress (its transactions need not be on disk), and only a new batch would show it otherwise.
    /// </summary>
    private static readonly TimeSpan RecheckPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RevokeTimeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<int, PartitionBuffer> _feeds = [];
    private readonly PartitionPositions _positions = new(sink);
    private long _lastPositioning;
    private long _lastRecheck = time.GetTimestamp();

    public IReadOnlyCollection<PartitionBuffer> All => _feeds.Values;

    public bool IsBusy => _feeds.Values.Any(f => f.IsBusy);

    /// <summary>A partition comes in.</summary>
    /// <returns>Where the broker is to begin.</returns>
    public TopicPartitionOffset Open(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        var feed = new PartitionBuffer(
            new(settings.Stream, partition.Topic, partition.Partition.Value), applier, settings.BatchSize, settings.Linger, time);
        _feeds[partition.Partition.Value] = feed;
        status.Partitions = [.. _feeds.Keys.Order()];
        // While the position is unknown, a number: for a logical offset such as the end of the log the client asks the broker, and
        // an answer that comes after the position has been found would move it there.
        return new(partition, TryPosition(consumer, feed, seek: false) ?? new Offset(0));
    }

    /// <summary>A partition goes. What is on its way into the database may arrive; the rest is the next owner's.</summary>
    public void Close(IConsumer<byte[], byte[]> consumer, Partition partition, bool lost)
    {
        if (!_feeds.Remove(partition.Value, out var feed))
            return;
        status.Partitions = [.. _feeds.Keys.Order()];
        if (!lost && Wait(feed, RevokeTimeout))
            Settle(consumer, feed);
        feed.Cancel();
        // The client keeps a partition paused over its loss: it would come back to this member and never be fetched.
        if (feed.IsPaused)
            consumer.Resume(feed);
        // Whoever takes a stopped partition over finds out for himself why it stands.
        if (feed.IsStopped && !_feeds.Values.Any(f => f.IsStopped))
            status.Problem = null;
        log.Revoked(feed.Partition);
    }

    public void Add(Partition partition, in ConsumedMessage message)
    {
        if (!_feeds.TryGetValue(partition.Value, out var feed))
            return;
        var from = feed.NextOffset;
        if (feed.Add(message) > 0)
            log.Gap(feed.Partition, from, message.Offset - 1);
    }

    public void StartDue()
    {
        foreach (var feed in _feeds.Values)
        {
            if (feed.IsDue)
                feed.Start();
        }
    }

    /// <summary>Takes the results, and tells the broker what follows from them.</summary>
    public void Settle(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var feed in _feeds.Values)
            Settle(consumer, feed);
        if (time.GetElapsedTime(_lastRecheck) >= RecheckPeriod)
            Recheck(consumer);
        if (time.GetElapsedTime(_lastPositioning) < PositionRetry)
            return;
        foreach (var feed in _feeds.Values)
        {
            if (feed is { IsPositioned: false, IsStopped: false })
                TryPosition(consumer, feed, seek: true);
        }
    }

    /// <summary>A full feed whose other batch is being applied: waits a moment for it.</summary>
    /// <returns>Whether there is still no room, so that polling now would only bring what must be passed over.</returns>
    public bool WaitForRoom(TimeSpan atMost)
    {
        foreach (var feed in _feeds.Values)
        {
            if (feed is { IsFull: true, IsApplying: true, IsPaused: false })
                return !Wait(feed, atMost) || feed.IsFull;
        }

        return false;
    }

    /// <summary>The broker does not have the offset to go on from.</summary>
    public void PositionLost(Partition partition)
    {
        if (_feeds.TryGetValue(partition.Value, out var feed) && !feed.IsStopped)
            feed.ResetPosition();
    }

    /// <summary>The partition cannot be read, and waiting does not cure it.</summary>
    public void Stop(IConsumer<byte[], byte[]> consumer, Partition partition, string problem)
    {
        if (_feeds.TryGetValue(partition.Value, out var feed) && !feed.IsStopped)
            Stop(consumer, feed, problem);
    }

    /// <summary>Applies everything in hand, within the time.</summary>
    public void Drain(IConsumer<byte[], byte[]> consumer, TimeSpan atMost)
    {
        var began = time.GetTimestamp();
        foreach (var feed in _feeds.Values)
        {
            // At most two: the batch on its way, and the one collected behind it.
            while (feed.IsBusy && time.GetElapsedTime(began) < atMost)
            {
                feed.Start();
                if (Wait(feed, atMost - time.GetElapsedTime(began)))
                    Settle(consumer, feed);
            }

            feed.Cancel();
        }
    }

    private static bool Wait(PartitionBuffer feed, TimeSpan atMost) =>
        ((IAsyncResult)feed.Applying).AsyncWaitHandle.WaitOne(atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero);

    private void Settle(IConsumer<byte[], byte[]> consumer, PartitionBuffer feed)
    {
        try
        {
            if (feed.Take() is { } result)
                Settled(consumer, feed, result);
        }
        catch (SinkFaultException e)
        {
            FaultCounter.Count(e.Fault);
            Stop(consumer, feed, e.Message);
        }
        catch (OperationCanceledException)
        {
            // Given up on purpose while it waited for the database.
        }

        if (feed.IsStopped)
            return;
        Throttle(consumer, feed);
        if (feed is { SeekTo: { } offset, IsFull: false, IsPaused: false })
            consumer.Seek(feed, offset);
    }

    private void Settled(IConsumer<byte[], byte[]> consumer, PartitionBuffer feed, SinkResult result)
    {
        if (result.Fenced)
        {
            log.Fenced(feed.Partition, result.NextOffset);
            feed.Position(result.NextOffset, seekTo: result.NextOffset);
            return;
        }

        consumer.Store(feed, result.NextOffset);
    }

    private void Recheck(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var feed in _feeds.Values)
        {
            if (feed is not { IsPositioned: true, IsBusy: false, SeekTo: null })
                continue;
            feed.FindStandstill(consumer.KnownEnd(feed));
            if (_positions.TryReadProgress(feed.Partition) is not { } stored || stored == feed.NextOffset)
                continue;
            log.Fenced(feed.Partition, stored);
            feed.Position(stored, seekTo: stored);
        }

        _lastRecheck = time.GetTimestamp();
    }

    private void Throttle(IConsumer<byte[], byte[]> consumer, PartitionBuffer feed)
    {
        if (feed is { IsPaused: false, IsApplying: true } && feed.ApplyingFor > PauseAfter)
        {
            consumer.Pause(feed);
            log.Paused(feed.Partition);
        }
        else if (feed is { IsPaused: true, IsApplying: false })
        {
            consumer.Resume(feed);
            log.Resumed(feed.Partition);
        }
    }

    /// <summary>Asks the database, for a few seconds at most, where the partition goes on.</summary>
    /// <returns>Where the broker is to begin; null when it is not known yet.</returns>
    private Offset? TryPosition(IConsumer<byte[], byte[]> consumer, PartitionBuffer feed, bool seek)
    {
        _lastPositioning = time.GetTimestamp();
        try
        {
            var position = _positions.FindAsync(consumer, feed.Partition, CancellationToken.None).GetAwaiter().GetResult();
            feed.Position(position.NextOffset, seek ? position.FetchFrom : null);
            if (position.FetchFrom > position.NextOffset)
                feed.ExpectGap();
            log.Assigned(feed.Partition, position.NextOffset);
            return position.FetchFrom;
        }
        catch (PartitionStoppedException e)
        {
            Stop(consumer, feed, e.Message);
        }
        catch (Exception e) when (e is SinkFaultException or KafkaException or OperationCanceledException)
        {
            // Said when the partition comes in; asked again every second after that.
            if (!seek)
                log.AssignedBlind(feed.Partition, e.Message);
        }

        return null;
    }

    private void Stop(IConsumer<byte[], byte[]> consumer, PartitionBuffer feed, string problem)
    {
        feed.Stop();
        status.Problem = $"{feed.Partition}: {problem}";
        log.Stopped(feed.Partition, problem);
        consumer.Pause(feed);
    }
}
