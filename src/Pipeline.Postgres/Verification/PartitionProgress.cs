namespace Pipeline.Postgres.Verification;

/// <summary>A row of consumer_progress.</summary>
/// <param name="Group">Consumer group.</param>
/// <param name="Topic">Topic, by its name in Kafka.</param>
/// <param name="Partition">Partition.</param>
/// <param name="FirstOffset">Offset the group began at.</param>
/// <param name="NextOffset">Offset it goes on from.</param>
/// <param name="Applied">Events that took effect.</param>
/// <param name="Duplicates">Events that had taken effect before.</param>
/// <param name="DeadLettered">Messages in the dead-letter topic.</param>
public sealed record PartitionProgress(
    string Group, string Topic, int Partition, long FirstOffset, long NextOffset, long Applied, long Duplicates, long DeadLettered)
{
    /// <summary>Offsets passed over without a word: neither applied nor duplicate nor dead-lettered.</summary>
    public long Gap => NextOffset - FirstOffset - Applied - Duplicates - DeadLettered;
}
