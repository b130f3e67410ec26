namespace Pipeline.Operations.Verification;

/// <summary>Resets the progress of topics that were deleted and created again.</summary>
public sealed class RecreatedTopics(KafkaOptions kafka, NpgsqlDataSource database)
{
    /// <summary>
    /// Resets the partitions whose progress belongs to an earlier topic of the same name, or is beyond the end of the log. Does not change
    /// other progress.
    /// </summary>
    /// <returns>The partitions, with the offsets before and after the reset.</returns>
    /// <exception cref="Confluent.Kafka.KafkaException">The brokers do not answer.</exception>
    public async Task<IReadOnlyList<(PartitionId Partition, long Before, long After)>> ResetAsync(CancellationToken cancellationToken)
    {
        // Before the log ends: progress that is read later can be beyond them, because consumers continue.
        var progress = (await new ProgressReader(database).ReadAsync(cancellationToken)).ToDictionary(p => (p.Group, p.Topic, p.Partition));
        using var log = new LogEnds(kafka.Connection);
        var reset = new List<(PartitionId, long, long)>();
        foreach (var topic in kafka.StreamPartitions.GroupBy(static p => p.TopicName))
        {
            var id = await log.TopicIdAsync(topic.Key);
            foreach (var partition in topic)
            {
                var ends = log.Of(partition.TopicName, partition.Partition);
                if (progress.GetValueOrDefault((partition.Group, partition.TopicName, partition.Partition)) is { } row
                    && (row.NextOffset > ends.High || row.IsOfEarlierTopic(id))
                    && await ProgressReset.ApplyAsync(database, partition, row.NextOffset, id, ends.Low, cancellationToken))
                {
                    reset.Add((partition, row.NextOffset, ends.Low));
                }
            }
        }

        return reset;
    }
}
