namespace Pipeline.Kafka.Consuming;

/// <summary>What a member is doing, for its health report. Written by the member's thread, read by any.</summary>
public sealed class MemberStatus
{
    private long _lastPoll;
    private IReadOnlyList<int> _partitions = [];
    private string? _problem;

    /// <summary>Partitions assigned.</summary>
    public int Assigned => Partitions.Count;

    /// <summary>Their numbers, ascending; a list that is never changed, only replaced.</summary>
    public IReadOnlyList<int> Partitions
    {
        get => Volatile.Read(ref _partitions);
        internal set => Volatile.Write(ref _partitions, value);
    }

    /// <summary>Why a partition stands still for good, if one does.</summary>
    public string? Problem
    {
        get => Volatile.Read(ref _problem);
        internal set => Volatile.Write(ref _problem, value);
    }

    /// <summary>Time since the member last polled: it does so several times a second, whatever happens.</summary>
    public TimeSpan SinceLastPoll(TimeProvider time) =>
        Volatile.Read(ref _lastPoll) is var last and not 0 ? time.GetElapsedTime(last) : TimeSpan.Zero;

    internal void Polled(TimeProvider time) => Volatile.Write(ref _lastPoll, time.GetTimestamp());
}
