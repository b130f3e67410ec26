namespace Pipeline.Music.Events;

/// <summary>A batch of events as lines of JSON in one array, with the end and the listener of each. Reused for every batch.</summary>
internal sealed class EventBuffer
{
    /// <summary>Maximum size of an event, bytes, including the line feed.</summary>
    public const int MaxEventBytes = 1024;

    /// <summary>Maximum number of events per batch.</summary>
    public const int MaxEvents = 500;

    private readonly int[] _ends = new int[MaxEvents];
    private readonly int[] _listeners = new int[MaxEvents];

    /// <summary>The lines; the first <see cref="Length"/> bytes are used.</summary>
    public byte[] Bytes { get; } = new byte[MaxEvents * MaxEventBytes];

    /// <summary>Number of bytes of all lines.</summary>
    public int Length { get; private set; }

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>Whether no further event fits.</summary>
    public bool IsFull => Count == MaxEvents;

    /// <summary>All lines.</summary>
    public ReadOnlySpan<byte> Lines => Bytes.AsSpan(0, Length);

    /// <summary>The bytes into which the next event is written.</summary>
    public Span<byte> Free => Bytes.AsSpan(Length, MaxEventBytes);

    /// <summary>Adds the event that was written to <see cref="Free"/>.</summary>
    /// <param name="bytes">Number of bytes, including the line feed.</param>
    /// <param name="listener">Number of the listener.</param>
    public void Add(int bytes, int listener)
    {
        Length += bytes;
        (_ends[Count], _listeners[Count]) = (Length, listener);
        Count++;
    }

    /// <summary>The JSON of an event, without the line feed.</summary>
    public ReadOnlySpan<byte> JsonOf(int index)
    {
        var start = index == 0 ? 0 : _ends[index - 1];
        return Bytes.AsSpan(start, _ends[index] - start - 1);
    }

    /// <summary>Number of the listener of an event.</summary>
    public int ListenerOf(int index) => _listeners[index];

    /// <summary>Removes all events.</summary>
    public void Clear() => (Length, Count) = (0, 0);
}
