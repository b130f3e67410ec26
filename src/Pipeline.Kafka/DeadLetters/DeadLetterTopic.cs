using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Pipeline.Events.Delivery;
using Pipeline.Kafka.Topics;

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
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            MessageTimeoutMs = (int)Timeout.TotalMilliseconds,
            AllowAutoCreateTopics = false,
        }))
        .SetKeySerializer(Bytes.Serializer)
        .SetValueSerializer(Bytes.Serializer)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build());
    }

    /// <inheritdoc/>
    /// <exception cref="KafkaException">The topic did not acknowledge.</exception>
    public Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken) =>
        _producer.Value.ProduceAsync(
            _topics.DeadLettersOf(letter.Partition.Stream),
            new Message<byte[]?, byte[]?> { Key = letter.Key, Value = letter.Value, Headers = Headers(letter) },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_producer.IsValueCreated)
            _producer.Value.Dispose();
    }

    private static Headers Headers(DeadLetter letter)
    {
        var headers = new Headers();
        void Add(string name, string? value)
        {
            if (value is not null)
                headers.Add(name, Encoding.UTF8.GetBytes(value));
        }

        Add("dlq-topic", letter.Partition.TopicName);
        Add("dlq-partition", letter.Partition.Partition.ToString(CultureInfo.InvariantCulture));
        Add("dlq-offset", letter.Offset.ToString(CultureInfo.InvariantCulture));
        Add("dlq-timestamp", letter.Timestamp.ToString("O", CultureInfo.InvariantCulture));
        Add("dlq-group", letter.Partition.Group);
        Add("dlq-reason", letter.Reason);
        Add("dlq-detail", letter.Detail);
        Add("dlq-sqlstate", letter.SqlState);
        Add("dlq-attempts", letter.Attempts.ToString(CultureInfo.InvariantCulture));
        Add("event-id", letter.EventId?.ToString());
        Add("event-version", letter.Version?.ToString(CultureInfo.InvariantCulture));
        return headers;
    }

    /// <summary>The library's own serializers do not take null; a tombstone must come through as it is.</summary>
    private sealed class Bytes : ISerializer<byte[]?>
    {
        public static readonly Bytes Serializer = new();

        public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
    }
}
