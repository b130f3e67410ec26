using Pipeline.Kafka.Consuming;
using Pipeline.Kafka.Producing;
using Pipeline.Postgres.Verification;
using Pipeline.Streams.Delivery;

namespace Pipeline.Hosting.Resilience;

/// <summary>
/// Holds messages back while the slowest group is too far behind. For a cluster that forgets: the embedded one keeps about
/// 5 MiB a partition and drops the rest without a word, so nothing may be sent that it cannot keep until it is read.
/// </summary>
/// <param name="inner">Sends.</param>
/// <param name="published">How far Kafka has acknowledged.</param>
/// <param name="progress">How far the groups have come.</param>
/// <param name="maxLag">Messages a partition that may wait for the slowest group.</param>
public sealed class BackpressuredPublisher(IEventPublisher inner, PublishedOffsets published, ProgressReader progress, int maxLag) : IEventPublisher
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        while (!await HasRoomAsync(cancellationToken))
            await Task.Delay(Pause, cancellationToken);
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
