namespace Pipeline.Dashboard.Snapshots;

/// <summary>
/// Keeps the dead-letter report up to date. One report reads all dead letters, so it is built in the background and not in every poll.
/// The longer one report takes, the longer the pause before the next. Not thread-safe, except <see cref="Last"/> and
/// <see cref="RequestRead"/>.
/// </summary>
public sealed class DeadLetterMonitor(
    PipelineSettings settings, DatabaseReader database, Func<Exception, string> explain, TimeProvider time) : IAsyncDisposable
{
    private const int SamplesPerGroup = 3;
    private const int PausePerReadTime = 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Reads even when the count is unchanged: a replay by another process changes only the replay table.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(30);

    /// <summary>Limits the reads while dead letters keep arriving. A requested read does not wait for it.</summary>
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(5);

    /// <summary>Part of the read time that causes no load: a broker takes half a second to report the end of an empty partition.</summary>
    private static readonly TimeSpan WaitingTime = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private long? _lastCount;
    private long _notBefore;
    private long _readAt;
    private volatile bool _isRequested;
    private Reading<DeadLetterReport> _last = Reading.None<DeadLetterReport>();

    /// <summary>The latest report.</summary>
    public Reading<DeadLetterReport> Last => Volatile.Read(ref _last);

    /// <summary>Makes the next <see cref="Update"/> read, whatever the count and the pause. Call it after a replay.</summary>
    public void RequestRead() => _isRequested = true;

    /// <summary>Starts a read in the background when one is due.</summary>
    public void Update(StatusSnapshot status)
    {
        if (!_reading.IsCompleted || !settings.Kafka.Enabled || CountOf(status) is not { } count)
            return;
        var isPaused = time.GetTimestamp() < _notBefore;
        var isCurrent = count == _lastCount && time.GetElapsedTime(_readAt) < MaxAge;
        if (!_isRequested && (isPaused || isCurrent))
            return;
        (_isRequested, _lastCount) = (false, count);
        _reading = Task.Run(ReadAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    /// <summary>A number that changes when dead letters arrive; null while a source is unavailable.</summary>
    private long? CountOf(StatusSnapshot status)
    {
        if (status is not { Database: { Value: { } rows, Fault: null }, Cluster: { Value: { } cluster, Fault: null } })
            return null;
        var topics = settings.Domain.Streams.All.Select(settings.Kafka.Topics.DeadLettersOf).ToHashSet(StringComparer.Ordinal);
        return rows.DeadLetterRows + cluster.LogEnds.Where(e => topics.Contains(e.Key.Topic)).Sum(static e => e.Value.High);
    }

    private async Task ReadAsync()
    {
        var startedAt = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stop.Token);
        try
        {
            using var reader = new DeadLetterReader(settings.Kafka, database.Source);
            var report = await DeadLetterReport.ReadAsync(reader, SamplesPerGroup, cancellation.Token);
            Volatile.Write(ref _last, new(report, time.GetUtcNow(), null));
        }
        catch (Exception e)
        {
            var fault = timeout.IsCancellationRequested
                ? $"Reading the dead letters takes longer than {Timeout.TotalSeconds:0} s. Run make dlq to read all of them."
                : explain(e);
            Volatile.Write(ref _last, Last with { Fault = fault });
            _lastCount = null;
        }

        var pause = (time.GetElapsedTime(startedAt) - WaitingTime) * PausePerReadTime;
        _readAt = time.GetTimestamp();
        _notBefore = _readAt + (long)((pause > MinPause ? pause : MinPause).TotalSeconds * time.TimestampFrequency);
    }
}
