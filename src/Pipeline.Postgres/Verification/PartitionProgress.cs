namespace Pipeline.Postgres.Verification;

/// <summary>A row of consumer_progress.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Name of the topic in Kafka.</param>
/// <param name="Partition">Number of the partition.</param>
/// <param name="FirstOffset">First offset that the group consumed.</param>
/// <param name="NextOffset">Next offset to apply.</param>
/// <param name="Applied">Number of events applied.</param>
/// <param name="Duplicates">Number of events skipped because they were already applied.</param>
/// <param name="DeadLettered">Number of messages stored as dead letters.</param>
/// <param name="Skipped">Number of offsets without a message: transaction markers, aborted and compacted messages.</param>
/// <param name="TopicId">Id of the topic that the offsets belong to; zero if the cluster has no ids.</param>
/// <param name="ResetAt">When the progress was reset because the topic was recreated; null if it never was.</param>
public sealed record PartitionProgress(
    string Group, string Topic, int Partition, long FirstOffset, long NextOffset, long Applied, long Duplicates, long DeadLettered,
    long Skipped = 0, Guid TopicId = default, DateTime? ResetAt = null)
{
    /// <summary>Whether the progress belongs to another topic than the one with this id. False if one of the ids is unknown.</summary>
    public bool IsOfEarlierTopic(Guid topicId) => TopicId != topicId && TopicId != Guid.Empty && topicId != Guid.Empty;

    /// <summary>Number of consumed offsets that were neither applied nor duplicate nor dead-lettered nor without a message.</summary>
    public long Gap => NextOffset - FirstOffset - Applied - Duplicates - DeadLettered - Skipped;
}
