using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// A stretch of one partition's log on its way into the database: rows, messages that are refused, and messages whose event
/// the stretch has already. Every offset from <see cref="Expected"/> up to <see cref="Next"/> is one of the three, or a gap.
/// </summary>
internal sealed class PendingBatch(StreamDefinition stream, int capacity)
{
    private readonly HashSet<Guid> _ids = new(capacity);
    private readonly ConsumedMessage[] _sources = new ConsumedMessage[capacity];

    public EventBatch Rows { get; } = stream.NewBatch(capacity);

    public List<(ConsumedMessage Message, Refusal Refusal)> Refused { get; } = [];

    public List<long> Duplicates { get; } = [];

    /// <summary>Messages whose trace is recorded, whatever became of them.</summary>
    public List<ConsumedMessage> Traced { get; } = [];

    /// <summary>First offset of the stretch, where the progress must stand.</summary>
    public long Expected { get; private set; }

    /// <summary>First offset behind the stretch.</summary>
    public long Next { get; private set; }

    public bool IsEmpty => Next == Expected;

    /// <summary>No more messages: rows are bounded by the arrays, and the others so that a flood of them is settled too.</summary>
    public bool IsFull => Rows.IsFull || Refused.Count + Duplicates.Count >= Rows.Capacity;

    public void Begin(long expected)
    {
        Rows.Clear();
        Refused.Clear();
        Duplicates.Clear();
        Traced.Clear();
        _ids.Clear();
        Expected = Next = expected;
    }

    /// <summary>Takes the message; its offset is not below <see cref="Next"/>.</summary>
    public void Add(in ConsumedMessage message)
    {
        var row = Rows.Count;
        var refusal = Rows.Stream.Decoder.Decode(message.Value, message.Offset, Rows);
        if (refusal.IsRefused)
        {
            Refused.Add((message, refusal));
        }
        else if (_ids.Add(Rows.EventId[row]))
        {
            _sources[row] = message;
        }
        else
        {
            Rows.RemoveLast();
            Duplicates.Add(message.Offset);
        }

        if (message.TraceParent is not null)
            Traced.Add(message);
        Next = message.Offset + 1;
    }

    /// <summary>The message of a row.</summary>
    public ConsumedMessage Source(int row) => _sources[row];
}
