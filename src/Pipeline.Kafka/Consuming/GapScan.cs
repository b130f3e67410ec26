namespace Pipeline.Kafka.Consuming;

/// <summary>
/// Finds gaps: offsets without a message, for example transaction markers. A gap counts only when it occurs twice. If the leader changes
/// during an offset lookup, the client can continue at a wrong offset, and messages would be lost. After the first gap, messages are read
/// ahead without collecting them, then the partition is read again from that gap. So one seek confirms many gaps; a topic with many small
/// transactions would otherwise need one seek per transaction.
/// </summary>
internal sealed class GapScan(TimeProvider time)
{
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<long, long> _seen = [];
    private long _next;
    private long _since;

    /// <summary>Whether messages are read ahead.</summary>
    public bool IsScanning { get; private set; }

    /// <summary>Whether enough has been read ahead.</summary>
    public bool IsOver => IsScanning && time.GetElapsedTime(_since) >= Duration;

    /// <summary>Whether the last scan has seen this gap.</summary>
    /// <param name="from">First offset without a message.</param>
    /// <param name="to">Next offset with a message, or the end of the log.</param>
    public bool HasSeen(long from, long to) => _seen.TryGetValue(from, out var seen) && seen == to;

    /// <summary>Begins to read ahead.</summary>
    public void Begin(long from)
    {
        _seen.Clear();
        (IsScanning, _next, _since) = (true, from, time.GetTimestamp());
    }

    /// <summary>Notes the position of the client.</summary>
    /// <param name="offset">Offset of the message, or the end of the log.</param>
    /// <param name="next">The offset expected after it.</param>
    public void See(long offset, long next)
    {
        if (offset > _next)
            _seen[_next] = offset;
        _next = Math.Max(_next, next);
    }

    /// <summary>Ends reading ahead. The gaps stay known.</summary>
    public void End() => IsScanning = false;

    /// <summary>Ends reading ahead and forgets the gaps.</summary>
    public void Clear()
    {
        _seen.Clear();
        IsScanning = false;
    }
}
