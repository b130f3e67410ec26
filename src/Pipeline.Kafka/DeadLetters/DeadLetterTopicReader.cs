using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>A message of a dead-letter topic.</summary>
/// <param name="Place">Its position in the dead-letter topic.</param>
/// <param name="DeadLetter">The dead letter; null if the message lacks the pipeline's headers.</param>
public sealed record StoredDeadLetter(MessageSource Place, DeadLetter? DeadLetter);

/// <summary>Reads all partitions of dead-letter topics from start to end. Joins no group, commits nothing. Not thread-safe.</summary>
public sealed class DeadLetterTopicReader : IDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(15);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _admin;
    private readonly TopicNames _topics;
    private Dictionary<string, int>? _partitions;

    /// <summary>Creates a client. It connects at the first read.</summary>
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
        .SetKeyDeserializer(RawBytesSerializer.Instance)
        .SetValueDeserializer(RawBytesSerializer.Instance)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();
    }

    /// <summary>Streams the messages of a dead-letter topic, in order per partition; none if the topic does not exist.</summary>
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

    /// <summary>Whether the partition exists.</summary>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public bool Exists(in PartitionId partition) => partition.Partition < Partitions.GetValueOrDefault(partition.TopicName);

    /// <summary>The dead letters at some offsets of one partition.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="partition">Partition of the dead-letter topic.</param>
    /// <param name="offsets">Offsets in ascending order, at least one.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="KafkaException">The brokers do not answer.</exception>
    public IEnumerable<StoredDeadLetter> Find(
        StreamDefinition stream, int partition, IReadOnlyList<long> offsets, CancellationToken cancellationToken)
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

    /// <summary>Requests all topics, because a request for a named topic can create that topic.</summary>
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
                var position = new MessageSource(from.Topic, from.Partition.Value, result.Offset.Value);
                yield return new(position, DeadLetterHeaders.Read(stream, result.Message));
            }
        }
        finally
        {
            _consumer.Unassign();
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
