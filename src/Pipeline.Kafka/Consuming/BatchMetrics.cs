namespace Pipeline.Kafka.Consuming;

/// <summary>Records the metrics of a batch. Allocates nothing.</summary>
internal static class BatchMetrics
{
    public static void Consumed(in PartitionId partition, PendingBatch batch)
    {
        var messages = batch.Rows.Count + batch.Refused.Count + batch.Duplicates.Count;
        Instruments.ConsumedMessages.Add(messages, MetricTags.Of(partition, "poll"));
        Instruments.BatchSize.Record(messages, MetricTags.Of(partition));
    }

    public static void Processed(in PartitionId partition, TimeSpan duration) =>
        Instruments.ProcessDuration.Record(duration.TotalSeconds, MetricTags.Of(partition, "process"));

    public static void DeadLettered(in PartitionId partition, string reason)
    {
        var tags = MetricTags.Of(partition);
        Instruments.DeadLetters.Add(1, tags[0], tags[1], new(MetricTags.Reason, reason));
    }

    /// <summary>Records the result of a commit. A fenced result is not recorded.</summary>
    public static void Committed(in SubBatch subBatch, in SinkResult result, DateTimeOffset now)
    {
        if (result.Fenced)
            return;
        var tags = MetricTags.Of(subBatch.Partition);
        Instruments.Applied.Add(result.Applied, tags);
        Instruments.Duplicates.Add(result.Duplicates, tags);
        // A batch that was already applied before a crash has no effect now.
        if (result.Applied > 0 && Instruments.EffectDuration.Enabled && subBatch.Batch.OccurredAt is not null)
            RecordEffects(subBatch, now.UtcDateTime, tags);
    }

    /// <summary>Records every event instead of a sample, because a sample would miss the slowest ones.</summary>
    private static void RecordEffects(in SubBatch subBatch, DateTime now, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var occurredAt in subBatch.Batch.OccurredAt.AsSpan(subBatch.Start, subBatch.Count))
        {
            // The writer's clock can be ahead of this one.
            if (occurredAt != default)
                Instruments.EffectDuration.Record(Math.Max(0, (now - occurredAt).TotalSeconds), tags);
        }
    }
}
