using Pipeline.Logs.Entries;
using Pipeline.Logs.Formats;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Metrics;
using Pipeline.Logs.Sequences;

namespace Pipeline.Logs.Streaming;

/// <summary>
/// One open stream: writes the due entries until the client is gone or the limit is reached. Gets simulated entries from its creation on,
/// so that a client that has the headers misses none.
/// </summary>
/// <param name="query">What the client wants.</param>
/// <param name="format">Lines or events.</param>
/// <param name="seed">Seed of the entries.</param>
/// <param name="incidents">The incidents.</param>
/// <param name="broadcast">The simulated entries.</param>
/// <param name="time">Clock.</param>
internal sealed class Subscription(
    StreamQuery query, StreamFormat format, long seed, ActiveIncidents incidents, Broadcast broadcast, TimeProvider time)
    : IDisposable
{
    /// <summary>Bytes per write: a larger one is not faster, and memory per connection grows with it.</summary>
    private const int ChunkBytes = 64 * 1024;

    /// <summary>Longest notice of lost entries, with its frame.</summary>
    private const int NoticeBytes = 512;

    private const int FrameBytes = LineFormat.MaxLine + StreamFormat.Overhead;

    /// <summary>Longest time of one write. Entries of a serious level take long to find, and other streams use the same threads.</summary>
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Shortest wait, and so the longest delay of an entry. With a shorter one, the wake-ups of a thousand streams cost more than entries.
    /// </summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest wait, and so the longest delay of a simulated entry.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    /// <summary>Time until the next search for a level that the services do not have. A search makes thousands of entries.</summary>
    private static readonly TimeSpan SearchInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    private readonly EntrySequence _sequence = new(query.Services, seed, incidents);
    private readonly LineFormat _json = new JsonFormat();
    private readonly LiveSchedule _schedule = new(query.Rate, time);
    private readonly BroadcastReader _simulated = broadcast.Subscribe(
        entry => entry.Level >= query.Level && query.Services.Any(s => s.Name == entry.Service));

    private long _sent;
    private long _writtenAt = time.GetTimestamp();
    private long? _notFoundAt;

    private bool IsComplete => _sent >= query.Limit;

    /// <summary>Whether the last search for the level found nothing and the next search is not due.</summary>
    private bool IsSilent => _notFoundAt is { } at && time.GetElapsedTime(at) < SearchInterval;

    /// <summary>Writes until the limit is reached or the client is gone.</summary>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    public async Task RunAsync(PipeWriter output, CancellationToken stop)
    {
        while (!IsComplete)
        {
            stop.ThrowIfCancellationRequested();
            var (isWritten, isMore) = Write(output);
            if (isWritten)
            {
                // Waits while the client does not read.
                if ((await output.FlushAsync(stop)).IsCompleted)
                    return;
                _writtenAt = time.GetTimestamp();
            }

            if (isMore)
                await Task.Yield();
            else if (!IsComplete)
                await WaitAsync(output, stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _simulated.Dispose();

    /// <summary>Writes at most one chunk.</summary>
    /// <returns>Whether something was written, and whether more is due.</returns>
    private (bool IsWritten, bool IsMore) Write(PipeWriter output)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes + NoticeBytes + (2 * FrameBytes));
        try
        {
            var before = _sent;
            _schedule.FollowClock();
            if (IsSilent)
                SkipDue();
            var length = WriteDropped(buffer, _simulated.TakeDropped());
            while (length < ChunkBytes && !IsComplete && _simulated.TryTake(out var entry))
                length += Add(entry.Line.Span, buffer.AsSpan(length));
            var began = time.GetTimestamp();
            var isLate = false;
            while (length < ChunkBytes && !IsComplete && !IsSilent && !isLate && _schedule.Take(1) is (var number, 1))
            {
                // Taking an entry drops those that are too old: the notice stands in their place.
                length += WriteDropped(buffer.AsSpan(length), _schedule.TakeDropped());
                length += Make(number, buffer.AsSpan(length));
                isLate = query.Level > EntryLevel.Info && time.GetElapsedTime(began) >= LongestWrite;
            }

            output.Write(buffer.AsSpan(0, length));
            LogMetrics.Sent.Add(_sent - before);
            return (length > 0, length >= ChunkBytes || isLate);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Length of the entry; 0 if the services have none of the level.</returns>
    private int Make(long number, Span<byte> target)
    {
        var at = _schedule.TimeOf(number);
        if (query.Level == EntryLevel.Debug)
            _sequence.Make(number, at);
        else if (!_sequence.TryMake(number, at, query.Level))
        {
            _notFoundAt = time.GetTimestamp();
            return 0;
        }

        // The line is written behind the place of its frame, so that framing does not overwrite bytes that it has still to read.
        var line = target[FrameBytes..];
        return Add(line[.._json.Write(_sequence.Entry, line)], target);
    }

    /// <summary>Skips the due entries and does not count them as dropped: the services have none of the level.</summary>
    private void SkipDue()
    {
        _ = _schedule.Take(int.MaxValue);
        _ = _schedule.TakeDropped();
    }

    private int Add(ReadOnlySpan<byte> entry, Span<byte> target)
    {
        _sent++;
        return format.Frame(entry, target);
    }

    /// <summary>Tells the client how many entries it has lost.</summary>
    private int WriteDropped(Span<byte> target, long dropped)
    {
        if (dropped == 0)
            return 0;
        LogMetrics.Dropped.Add(dropped, new KeyValuePair<string, object?>(LogMetrics.Reason, "slow_reader"));
        var now = time.GetUtcNow();
        var notice = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ts":"{{now:yyyy-MM-ddTHH:mm:ss.fffZ}}","level":"WARN","service":"log-simulator","message":"this client reads""" +
            $$""" too slowly: {{dropped}} entries were dropped","dropped":{{dropped}}}""");
        return format.Frame(Encoding.UTF8.GetBytes(notice + "\n"), target);
    }

    private async Task WaitAsync(PipeWriter output, CancellationToken gone)
    {
        var next = _schedule.UntilNext;
        await Task.Delay(next < ShortestWait ? ShortestWait : next > LongestWait ? LongestWait : next, time, gone);
        if (format.KeepAlive.IsEmpty || time.GetElapsedTime(_writtenAt) < KeepAliveInterval)
            return;
        output.Write(format.KeepAlive);
        await output.FlushAsync(gone);
        _writtenAt = time.GetTimestamp();
    }
}
