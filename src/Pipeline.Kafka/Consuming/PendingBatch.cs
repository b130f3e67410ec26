namespace Pipeline.Kafka.Consuming;

/// <summary>
/// An offset range of one partition to apply: rows, refused messages, duplicates of events in the range, and skipped offsets. Each
/// offset from <see cref="Expected"/> to below <see cref="Next"/> is one of these, or lost.
/// </summary>
internal sealed class PendingBatch(StreamDefinition stream, int capacity, EventDecoder? decoder = null)
{
    /// <summary>Bytes of keys and values at which a batch is full. Limits the memory for large messages.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private readonly HashSet<Guid> _ids = new(capacity);
    private readonly ConsumedMessage[] _sources = new ConsumedMessage[capacity];
    private readonly EventDecoder _decoder = decoder ?? stream.Decoder;
    private int _bytes;

    public EventBatch Rows { get; } = stream.NewBatch(capacity);

    public List<(ConsumedMessage Message, Refusal Refusal)> Refused { get; } = [];

    public List<long> Duplicates { get; } = [];

    /// <summary>Offset ranges without a readable message: transaction markers, aborted and compacted messages.</summary>
    public List<(long Offset, long Count)> Skipped { get; } = [];

    /// <summary>Messages with a recorded trace, including refused ones and duplicates.</summary>
    public List<ConsumedMessage> Traced { get; } = [];

    /// <summary>Id of the topic; zero if it is not known. Dead letters keep it.</summary>
    public Guid TopicId { get; set; }

    /// <summary>First offset of the range. The progress in the database must equal it.</summary>
    public long Expected { get; private set; }

    /// <summary>First offset after the range.</summary>
    public long Next { get; private set; }

    public bool IsEmpty => Next == Expected;

    /// <summary>Whether the batch must be applied. Limits rows, bytes, and the entries that use no row.</summary>
    public bool IsFull => Rows.IsFull || Refused.Count + Duplicates.Count + Skipped.Count >= Rows.Capacity || _bytes >= MaxBytes;

    public void Begin(long expected)
    {
        Array.Clear(_sources, 0, Rows.Count);
        _bytes = 0;
        Rows.Clear();
        Refused.Clear();
        Duplicates.Clear();
        Skipped.Clear();
        Traced.Clear();
        _ids.Clear();
        Expected = Next = expected;
    }

    /// <summary>Adds a message. Its offset must be <see cref="Next"/> or higher.</summary>
    public void Add(in ConsumedMessage message)
    {
        var row = Rows.Count;
        var refusal = _decoder.Decode(message.Value, message.Offset, Rows);
        if (refusal.IsRefused)
        {
            Refused.Add((message, refusal));
        }
        else if (_ids.Add(Rows.EventId[row]))
        {
            _sources[row] = message;
            // The times in flat messages can be simulated, so their latency counts from when they were sent.
            if (Rows.Stream.IsFlat)
                Rows.SetOccurredAt(row, message.Timestamp);
        }
        else
        {
            Rows.RemoveLast();
            Duplicates.Add(message.Offset);
        }

        _bytes += (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0);
        if (message.TraceParent is not null)
            Traced.Add(message);
        Next = message.Offset + 1;
    }

    /// <summary>Moves the end of the range past offsets without a message.</summary>
    /// <param name="next">The new first offset after the range.</param>
    /// <param name="lost">Number of leading offsets that retention has removed. They are not counted as skipped.</param>
    public void Skip(long next, long lost)
    {
        if (next > Next + lost)
            Skipped.Add((Next + lost, next - Next - lost));
        Next = next;
    }

    /// <summary>The message of a row.</summary>
    public ConsumedMessage Source(int row) => _sources[row];
}
