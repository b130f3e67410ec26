using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>The topic NAME.dlq: key and value of the original message, with position and reason in headers.</summary>
public sealed class DeadLetterTopic : IDeadLetterStore, IDisposable
{
    /// <summary>How long to wait for the acknowledgement before the dead letter goes to the table.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Lazy<IProducer<byte[]?, byte[]?>> _producer;
    private readonly TopicNames _topics;

    /// <summary>Creates a separate producer, because dead letters need a timeout and the relay's producer has none.</summary>
    public DeadLetterTopic(KafkaConnection connection, TopicNames topics)
    {
        _topics = topics;
        _producer = new(() => new ProducerBuilder<byte[]?, byte[]?>(connection.Fill(new ProducerConfig
        {
            Acks = Acks.All,
            // An idempotent producer stops working after a fatal error. A duplicate dead letter is harmless; a lost one is not.
            EnableIdempotence = false,
            // One request at a time, so that a retry does not change the order.
            MaxInFlight = 1,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            MessageTimeoutMs = (int)Timeout.TotalMilliseconds,
            // The brokers decide what is too large. The client must not refuse a message that they have accepted before.
            MessageMaxBytes = 16 * 1024 * 1024,
            AllowAutoCreateTopics = false,
        }))
        .SetKeySerializer(RawBytesSerializer.Instance)
        .SetValueSerializer(RawBytesSerializer.Instance)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build());
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaException">The topic did not acknowledge.</exception>
    public Task KeepAsync(DeadLetter deadLetter, CancellationToken cancellationToken) =>
        _producer.Value.ProduceAsync(
            _topics.DeadLettersOf(deadLetter.Partition.Stream),
            new Message<byte[]?, byte[]?> { Key = deadLetter.Key, Value = deadLetter.Value, Headers = DeadLetterHeaders.Write(deadLetter) },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_producer.IsValueCreated)
            _producer.Value.Dispose();
    }
}
