namespace Pipeline.Kafka.Producing;

/// <summary>
/// The number of messages at the start of all sent ones that are acknowledged. Partitions acknowledge independently, so later messages
/// can be acknowledged before earlier ones. Bounded: a message can be at most <see cref="Capacity"/> ahead.
/// </summary>
internal sealed class AcknowledgedPrefix
{
    /// <summary>Largest distance between the first message without acknowledgement and the last sent one. A power of two.</summary>
    public const int Capacity = 1 << 20;

    private readonly bool[] _ahead = new bool[Capacity];

    /// <summary>Number of messages at the start that are acknowledged.</summary>
    public long Length { get; private set; }

    /// <summary>Whether a message is too far ahead to be tracked.</summary>
    public bool IsTooFarAhead(long number) => number - Length >= Capacity;

    /// <summary>Marks a message as acknowledged.</summary>
    /// <param name="number">Its number, from 0.</param>
    public void Acknowledge(long number)
    {
        if (IsTooFarAhead(number))
            return;
        _ahead[number & (Capacity - 1)] = true;
        for (; _ahead[Length & (Capacity - 1)]; Length++)
            _ahead[Length & (Capacity - 1)] = false;
    }
}
