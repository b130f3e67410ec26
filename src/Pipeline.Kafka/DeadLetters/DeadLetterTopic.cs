using Confluent.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>The topic NAME.dlq: the message as it came, and in headers where from and why.</summary>
public sealed class DeadLetterTopic : IDeadLetterStore, IDisposable
{
    /// <summary>How long the topic has to acknowledge before the message goes elsewhere.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Lazy<IProducer<byte[]?, byte[]?>> _producer;
    private readonly TopicNames _topics;

    /// <summary>Makes a producer of its own: here a message must fail in time instead of waiting for ever, as the relay's do.</summary>
    public DeadLetterTopic(KafkaConnection connection, TopicNames topics)
    {
        _topics = topics;
        _producer = new(() => new ProducerBuilder<byte[]?, byte[]?>(connection.Fill(new ProducerConfig
        {
            Acks = Acks.All,
            // Not idempotent: such a producer can meet an error after which it takes nothing any more, and here a message twice
            // does no harm while one that is not taken does.
            EnableIdempotence = false,
            // One at a time, so that a request that is repeated does not change the order of the letters.
            MaxInFlight = 1,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            MessageTimeoutMs = (int)Timeout.TotalMilliseconds,
            // What is too large is the brokers' decision: what they took once must not be stopped here.
            MessageMaxBytes = 16 * 1024 * 1024,
            AllowAutoCreateTopics = false,
        }))
        .SetKeySerializer(Bytes.AsTheyAre)
        .SetValueSerializer(Bytes.AsTheyAre)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build());
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaException">The topic did not acknowledge.</exception>
    public Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        _producer.Value.ProduceAsync(
            _topics.DeadLettersOf(letter.Partition.Stream),
            new Message<byte[]?, byte[]?> { Key = letter.Key, Value = letter.Value, Headers = DeadLetterHeaders.Write(letter) },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_producer.IsValueCreated)
            _producer.Value.Dispose();
    }
}
