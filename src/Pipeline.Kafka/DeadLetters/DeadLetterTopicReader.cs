using Confluent.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>A message of a dead-letter topic.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Letter">What it is; null when it is not a letter of ours.</param>
public sealed record StoredDeadLetter(MessageSource Place, DeadLetter? Letter);

/// <summary>Reads the dead-letter topics, all their partitions, from the beginning to the end. Joins no group and commits nothing. Not thread-safe.</summary>
public sealed class DeadLetterTopicReader : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(15);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;
    private readonly TopicNames _topics;
    private Dictionary<string, int>? _partitions;

    /// <summary>Makes a client; it connects when it reads.</summary>
    public DeadLetterTopicReader(KafkaConnection connection, TopicNames topics)
    {
        _topics = topics;
        _admin = AdminClients.Connect(connection);
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(connection.Fill(new ConsumerConfig
        {
            GroupId = "dead-letter-reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AllowAutoCreateTopics = false,
            QueuedMaxMessagesKbytes = 16_384,
        }))
        .SetKeyDeserializer(Bytes.AsTheyAre)
        .SetValueDeserializer(Bytes.AsTheyAre)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();
    }

    /// <summary>Everything in a stream's dead-letter topic, in order a partition; nothing when the topic does not exist. One message at a time in memory.</summary>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public IEnumerable<StoredDeadLetter> Read(StreamDefinition stream, CancellationToken cancellationToken)
    {
        var topic = _topics.DeadLettersOf(stream);
        for (var partition = 0; partition < Partitions.GetValueOrDefault(topic); partition++)
        {
            foreach (var stored in Read(stream, new(topic, partition, Offset.Beginning), cancellationToken))
                yield return stored;
        }
    }

    /// <summary>The letters at these offsets of one partition, which ascend.</summary>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public IEnumerable<StoredDeadLetter> Find(StreamDefinition stream, int partition, IReadOnlyList<long> offsets, CancellationToken cancellationToken)
    {
        var wanted = offsets.ToHashSet();
        foreach (var stored in Read(stream, new(_topics.DeadLettersOf(stream), partition, offsets[0]), cancellationToken))
        {
            if (wanted.Contains(stored.Place.Offset))
                yield return stored;
            if (stored.Place.Offset >= offsets[^1])
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Dispose();
        _admin.Dispose();
    }

    /// <summary>Of all topics, never of one by name: a request that names a topic may create it.</summary>
    private Dictionary<string, int> Partitions => _partitions ??= _admin.GetMetadata(WaitTimeout).Topics
        .Where(t => t.Error.Code == ErrorCode.NoError)
        .ToDictionary(t => t.Topic, t => t.Partitions.Count, StringComparer.Ordinal);

    private IEnumerable<StoredDeadLetter> Read(StreamDefinition stream, TopicPartitionOffset from, CancellationToken cancellationToken)
    {
        _consumer.Assign(from);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var result = _consumer.Consume(WaitTimeout) ?? throw new KafkaException(ErrorCode.Local_TimedOut);
                if (result.IsPartitionEOF)
                    break;
                yield return new(new(from.Topic, from.Partition.Value, result.Offset.Value), DeadLetterHeaders.Read(stream, result.Message));
            }
        }
        finally
        {
            _consumer.Unassign();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
