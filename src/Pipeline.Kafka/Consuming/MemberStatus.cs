namespace Pipeline.Kafka.Consuming;

/// <summary>Status of a member for health reports. The member's thread writes it, any thread can read it.</summary>
public sealed class MemberStatus
{
    private long _lastPoll;
    private IReadOnlyList<int> _partitions = [];
    private string? _problem;

    /// <summary>Number of assigned partitions.</summary>
    public int Assigned => Partitions.Count;

    /// <summary>Numbers of the assigned partitions, ascending. The list is immutable; a rebalance replaces it.</summary>
    public IReadOnlyList<int> Partitions
    {
        get => Volatile.Read(ref _partitions);
        internal set => Volatile.Write(ref _partitions, value);
    }

    /// <summary>Why a partition is stopped; null if none is.</summary>
    public string? Problem
    {
        get => Volatile.Read(ref _problem);
        internal set => Volatile.Write(ref _problem, value);
    }

    /// <summary>Time since the last poll. A healthy member polls several times per second.</summary>
    public TimeSpan SinceLastPoll(TimeProvider time) =>
        Volatile.Read(ref _lastPoll) is var last and not 0 ? time.GetElapsedTime(last) : TimeSpan.Zero;

    internal void Polled(TimeProvider time) => Volatile.Write(ref _lastPoll, time.GetTimestamp());
}
