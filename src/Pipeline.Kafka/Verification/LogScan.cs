using Confluent.Kafka;

namespace Pipeline.Kafka.Verification;

/// <summary>Reads stretches of a topic's log for the verification: joins no group, commits nothing, ends by itself.</summary>
public static class LogScan
{
    /// <summary>How long a log that is known to have more may be silent.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Reads them. Blocking, as librdkafka has nothing else.</summary>
    /// <param name="connection">The cluster.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="stretches">What to read, at most one a partition.</param>
    /// <param name="visit">Takes each message, in the order of its partition.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">No message for 30 s although there are more, or the topic may not be read.</exception>
    public static void Read(
        KafkaConnection connection, string topic, IEnumerable<OffsetRange> stretches, Action<LogMessage> visit, CancellationToken cancellationToken)
    {
        var ends = stretches.Where(s => s.From < s.To).ToDictionary(s => s.Partition, s => s);
        if (ends.Count == 0)
            return;
        using var consumer = Build(connection);
        consumer.Assign(ends.Values.Select(s => new TopicPartitionOffset(topic, s.Partition, s.From)));
        while (ends.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = consumer.Consume(WaitTimeout)
                ?? throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{topic} has been silent for {WaitTimeout.TotalSeconds:0} s before its end"));
            var partition = result.Partition.Value;
            if (!ends.TryGetValue(partition, out var stretch))
                continue;
            if (!result.IsPartitionEOF && result.Offset.Value < stretch.To)
                visit(new(partition, result.Offset.Value, result.Message.Timestamp.UtcDateTime, result.Message.Value, result.Message.Headers));
            // The end of the log stands in for a last offset that holds no message.
            if (result.Offset.Value >= stretch.To - (result.IsPartitionEOF ? 0 : 1))
            {
                ends.Remove(partition);
                consumer.IncrementalUnassign([new TopicPartition(topic, partition)]);
            }
        }
    }

    private static IConsumer<Ignore, byte[]?> Build(KafkaConnection connection) =>
        new ConsumerBuilder<Ignore, byte[]?>(connection.Fill(new ConsumerConfig
        {
            GroupId = "verify",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            // What retention has removed since the stretch was measured cannot be read by anybody.
            AutoOffsetReset = AutoOffsetReset.Earliest,
            // Bounds the memory; more does not make it faster.
            QueuedMaxMessagesKbytes = 16_384,
            CheckCrcs = true,
        }))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();
}
