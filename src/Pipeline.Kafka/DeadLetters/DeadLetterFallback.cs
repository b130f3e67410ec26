using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Pipeline.Events.Delivery;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>First the topic, and when it does not acknowledge, the table. Fails when both do: then the partition must not go on.</summary>
public sealed class DeadLetterFallback(IDeadLetterStore topic, IDeadLetterStore table, ILogger<DeadLetterFallback> log) : IDeadLetterStore
{
    /// <inheritdoc/>
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        try
        {
            await topic.KeepAsync(letter, cancellationToken);
        }
        catch (KafkaException e)
        {
            log.DeadLetterTopicFailed(letter.Partition.TopicName + TopicNames.DeadLetterSuffix, e.Error.Reason);
            await table.KeepAsync(letter, cancellationToken);
        }
    }
}
