namespace Pipeline.Hosting.Verification;

/// <summary>How far everything is.</summary>
/// <param name="Partitions">A line a partition of the three streams.</param>
/// <param name="OutboxWaiting">Events committed and not yet acknowledged by Kafka.</param>
/// <param name="OutboxOldestSeconds">How long the oldest of them has waited, seconds.</param>
/// <param name="DeadLetterRows">Messages in the table dead_letters.</param>
public sealed record PipelineStatus(
    IReadOnlyList<PartitionStatus> Partitions, long OutboxWaiting, double OutboxOldestSeconds, long DeadLetterRows);

/// <summary>How far a group is in a partition.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Partition">Partition.</param>
/// <param name="LogEnd">Offset the next message will have.</param>
/// <param name="Next">Offset the group goes on from.</param>
/// <param name="Applied">Events that took effect.</param>
/// <param name="Duplicates">Events that had taken effect before.</param>
/// <param name="DeadLettered">Messages in the dead-letter topic.</param>
public sealed record PartitionStatus(
    string Group, string Topic, int Partition, long LogEnd, long Next, long Applied, long Duplicates, long DeadLettered)
{
    /// <summary>Messages not yet settled.</summary>
    public long Lag => LogEnd - Next;
}
