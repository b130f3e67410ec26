using Pipeline.Streams.Delivery;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Consuming;

/// <summary>What is measured of a batch: once when it is handed over, once a commit, once when it is settled. Allocates nothing.</summary>
internal static class BatchMetrics
{
    public static void HandedOver(in PartitionId partition, PendingBatch batch)
    {
        var messages = batch.Rows.Count + batch.Refused.Count + batch.Duplicates.Count;
        Instruments.ConsumedMessages.Add(messages, MetricTags.Of(partition, "poll"));
        Instruments.BatchSize.Record(messages, MetricTags.Of(partition));
    }

    public static void Settled(in PartitionId partition, TimeSpan duration) =>
        Instruments.ProcessDuration.Record(duration.TotalSeconds, MetricTags.Of(partition, "process"));

    public static void DeadLettered(in PartitionId partition, string reason)
    {
        var tags = MetricTags.Of(partition);
        Instruments.DeadLetters.Add(1, tags[0], tags[1], new(MetricTags.Reason, reason));
    }

    /// <summary>A commit has brought the slice to effect, or found that it is another member's.</summary>
    public static void Committed(in SubBatch slice, in SinkResult result, DateTimeOffset now)
    {
        if (result.Fenced)
            return;
        var tags = MetricTags.Of(slice.Partition);
        Instruments.Applied.Add(result.Applied, tags);
        Instruments.Duplicates.Add(result.Duplicates, tags);
        // Of a batch that was applied before, as after a crash, nothing has taken effect now.
        if (result.Applied > 0 && Instruments.EffectDuration.Enabled && slice.Batch.OccurredAt is not null)
            RecordEffects(slice, now.UtcDateTime, tags);
    }

    /// <summary>
    /// Each event and not a sample: a percentile of the slowest is what people ask for. 0.14 µs each with the exporter behind it
    /// (measured), and only while somebody listens.
    /// </summary>
    private static void RecordEffects(in SubBatch slice, DateTime now, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var occurredAt in slice.Batch.OccurredAt.AsSpan(slice.Start, slice.Count))
        {
            // The writer's clock may be ahead of ours.
            if (occurredAt != default)
                Instruments.EffectDuration.Record(Math.Max(0, (now - occurredAt).TotalSeconds), tags);
        }
    }
}
