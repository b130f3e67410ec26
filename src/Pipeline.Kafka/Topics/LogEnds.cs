using Confluent.Kafka;

namespace Pipeline.Kafka.Topics;

/// <summary>First and next offset of a partition's log.</summary>
/// <param name="Low">First offset kept.</param>
/// <param name="High">Offset the next message will have.</param>
public sealed record LogEnd(long Low, long High);

/// <summary>Asks the brokers for the ends of logs. Blocking calls, as librdkafka has no others; safe from several threads.</summary>
public sealed class LogEnds : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly IConsumer<Ignore, Ignore> _consumer;

    /// <summary>Makes a client that joins no group.</summary>
    public LogEnds(KafkaConnection connection) =>
        _consumer = new ConsumerBuilder<Ignore, Ignore>(connection.Fill(new ConsumerConfig { GroupId = "log-ends", EnableAutoCommit = false }))
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { })
            .Build();

    /// <summary>The ends of a partition's log.</summary>
    /// <exception cref="KafkaException">No answer within 10 s.</exception>
    public LogEnd Of(string topic, int partition)
    {
        var ends = _consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Timeout);
        return new(ends.Low.Value, ends.High.Value);
    }

    /// <summary>The partitions of a topic; none when it does not exist.</summary>
    /// <exception cref="KafkaException">No answer within 10 s.</exception>
    public IReadOnlyList<int> Partitions(string topic)
    {
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        // All topics, never one by name: a request that names a topic may create it.
        return [.. admin.GetMetadata(Timeout).Topics.Where(t => t.Topic == topic).SelectMany(t => t.Partitions).Select(p => p.PartitionId)];
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();
}
