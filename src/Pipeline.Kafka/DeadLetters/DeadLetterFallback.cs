using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Pipeline.Events.Delivery;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>First the topic, and when it does not acknowledge, the table. Fails when both do: then the partition must not go on.</summary>
public sealed class DeadLetterFallback(
    IDeadLetterStore topic, IDeadLetterStore table, ILogger<DeadLetterFallback> log, TimeProvider? time = null) : IDeadLetterStore
{
    /// <summary>How long a topic that did not acknowledge is left alone: asking it for each of a thousand messages would take hours.</summary>
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long? _failedAt;

    /// <inheritdoc/>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (_failedAt is { } failedAt && _time.GetElapsedTime(failedAt) < LeaveAlone)
        {
            await KeepInTableAsync(letter, cancellationToken);
            return;
        }

        try
        {
            await topic.KeepAsync(letter, cancellationToken);
            _failedAt = null;
        }
        catch (KafkaException e)
        {
            log.DeadLetterTopicFailed(letter.Partition.TopicName + TopicNames.DeadLetterSuffix, e.Error.Reason);
            await KeepInTableAsync(letter, cancellationToken);
            _failedAt = _time.GetTimestamp();
        }
    }

    /// <summary>When the table fails too, the topic is asked again at the next try.</summary>
    private async Task KeepInTableAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            await table.KeepAsync(letter, cancellationToken);
        }
        catch
        {
            _failedAt = null;
            throw;
        }
    }
}
