namespace Pipeline.Ads.Ingest;

/// <summary>
/// Writes the state of an ingest when Kafka has acknowledged it. A checkpoint is an offset in the file, with the numbers of messages sent
/// up to it. Not thread-safe.
/// </summary>
/// <param name="path">File of the state.</param>
/// <param name="time">Clock.</param>
internal sealed class Checkpoints(string path, TimeProvider time)
{
    /// <summary>How often the state is written. Rows sent since then are sent again after a crash; a write waits for the disk.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Queue<IngestState> _pending = new();
    private long _written = time.GetTimestamp();

    /// <summary>The newest acknowledged checkpoint; null if there is none.</summary>
    public IngestState? Reached { get; private set; }

    /// <summary>Adds a checkpoint. Its offset is higher than those before.</summary>
    public void Add(IngestState checkpoint) => _pending.Enqueue(checkpoint);

    /// <summary>Finds the newest acknowledged checkpoint, and writes it unless the last write was within the period.</summary>
    /// <param name="sent">Number of messages of ad_events_raw that are acknowledged without a gap.</param>
    /// <param name="broken">The same for ad_events_error.</param>
    /// <param name="now">Whether to write without regard to the period.</param>
    /// <exception cref="StartupRefusedException">The state cannot be written.</exception>
    public void Acknowledge(long sent, long broken, bool now = false)
    {
        var before = Reached;
        while (_pending.TryPeek(out var next) && next.Sent <= sent && next.Broken <= broken)
            Reached = _pending.Dequeue();
        if (Reached is null || (!now && (time.GetElapsedTime(_written) < Period || Reached == before)))
            return;
        Reached.Write(path);
        _written = time.GetTimestamp();
    }
}
