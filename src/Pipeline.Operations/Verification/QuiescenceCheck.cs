namespace Pipeline.Operations.Verification;

/// <summary>Waits until all events in the outbox have been sent, then until all messages in Kafka have been applied.</summary>
internal sealed class QuiescenceCheck(KafkaOptions kafka, ProgressReader progress, LogEnds? log)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <returns>Number of events still in flight at the timeout; 0 if there are none.</returns>
    public async Task<long> WaitAsync(TimeSpan waitTimeout, CancellationToken cancellationToken)
    {
        if (log is null)
            return 0;
        var clock = Stopwatch.StartNew();
        var cut = await progress.ReadOutboxCutAsync(cancellationToken);
        var waiting = await UntilZeroAsync(() => progress.CountOutboxAsync(cut, cancellationToken), waitTimeout, clock, cancellationToken);
        var ends = kafka.StreamPartitions
            .Select(p => (Partition: p, log.Of(p.TopicName, p.Partition).High))
            .ToList();
        var behind = await UntilZeroAsync(() => BehindAsync(ends, cancellationToken), waitTimeout, clock, cancellationToken);
        return waiting + (behind == 0 ? 0 : await CountMessagesAsync(ends, cancellationToken));
    }

    /// <summary>Number of messages after the progress, without markers and without aborted or uncommitted messages.</summary>
    private async Task<long> CountMessagesAsync(List<(PartitionId Partition, long High)> ends, CancellationToken cancellationToken)
    {
        var reached = await ReachedAsync(cancellationToken);
        var count = 0L;
        foreach (var topic in ends.GroupBy(static e => e.Partition.TopicName))
        {
            var ranges = topic.Select(e => new OffsetRange(e.Partition.Partition, reached.GetValueOrDefault(e.Partition), e.High));
            await Task.Run(
                () => LogScan.Read(kafka.Connection, topic.Key, ranges, _ => count++, cancellationToken), cancellationToken);
        }

        return count;
    }

    private async Task<long> BehindAsync(List<(PartitionId Partition, long High)> ends, CancellationToken cancellationToken)
    {
        var reached = await ReachedAsync(cancellationToken);
        return ends.Sum(end => Math.Max(0, end.High - reached.GetValueOrDefault(end.Partition)));
    }

    private async Task<Dictionary<PartitionId, long>> ReachedAsync(CancellationToken cancellationToken)
    {
        var rows = (await progress.ReadAsync(cancellationToken)).ToDictionary(p => (p.Group, p.Topic, p.Partition), p => p.NextOffset);
        return kafka.StreamPartitions.ToDictionary(p => p, p => rows.GetValueOrDefault((p.Group, p.TopicName, p.Partition)));
    }

    private static async Task<long> UntilZeroAsync(
        Func<Task<long>> count, TimeSpan waitTimeout, Stopwatch clock, CancellationToken cancellationToken)
    {
        var left = await count();
        while (left > 0 && clock.Elapsed < waitTimeout)
        {
            await Task.Delay(PollInterval, cancellationToken);
            left = await count();
        }

        return left;
    }
}
