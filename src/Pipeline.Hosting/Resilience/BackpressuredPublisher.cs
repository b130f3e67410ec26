namespace Pipeline.Hosting.Resilience;

/// <summary>
/// Delays messages while the slowest consumer group lags too far behind. Needed for the embedded cluster: it keeps about 5 MiB per
/// partition and silently drops older messages, even those that no group has read.
/// </summary>
/// <param name="inner">Sends the messages.</param>
/// <param name="published">Offsets that Kafka has acknowledged.</param>
/// <param name="progress">Committed progress of the groups.</param>
/// <param name="maxLag">Maximum lag of the slowest group per partition, messages.</param>
public sealed class BackpressuredPublisher(IEventPublisher inner, PublishedOffsets published, ProgressReader progress, int maxLag)
    : IEventPublisher
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        while (!await HasRoomAsync(cancellationToken))
            await Task.Delay(PollInterval, cancellationToken);
        return await inner.PublishAsync(messages, cancellationToken);
    }

    private async Task<bool> HasRoomAsync(CancellationToken cancellationToken)
    {
        var next = published.Next;
        if (next.All(p => p.Value <= maxLag))
            return true;
        var reached = (await progress.ReadAsync(cancellationToken))
            .GroupBy(p => (p.Topic, p.Partition))
            .ToDictionary(g => g.Key, g => g.Min(p => p.NextOffset));
        return next.All(p => p.Value - reached.GetValueOrDefault(p.Key) <= maxLag);
    }
}
