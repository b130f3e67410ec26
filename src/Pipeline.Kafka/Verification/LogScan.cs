namespace Pipeline.Kafka.Verification;

/// <summary>Reads offset ranges of a topic for the verification. Joins no group and commits nothing.</summary>
public static class LogScan
{
    /// <summary>Timeout for the next message of an unfinished range.</summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How often an end of the log before the end of the range must repeat before it is accepted.</summary>
    private const int EndsToTrust = 20;
    private static readonly TimeSpan EndPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads the ranges. Blocks until all are read.</summary>
    /// <param name="connection">The cluster.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="ranges">The ranges, at most one per partition.</param>
    /// <param name="visit">Called per message, in order per partition.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="KafkaException">No message arrived for 30 s before the end of a range, or permission is missing.</exception>
    public static void Read(
        KafkaConnection connection, string topic, IEnumerable<OffsetRange> ranges, Action<LogMessage> visit,
        CancellationToken cancellationToken)
    {
        var ends = ranges.Where(s => s.From < s.To).ToDictionary(s => s.Partition, s => s);
        if (ends.Count == 0)
            return;
        using var consumer = Build(connection);
        consumer.Assign(ends.Values.Select(s => new TopicPartitionOffset(topic, s.Partition, s.From)));
        var waits = new Dictionary<int, (long Offset, int Count)>();
        while (ends.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = consumer.Consume(WaitTimeout)
                ?? throw new KafkaException(new Error(
                    ErrorCode.Local_TimedOut, $"no message of {topic} for {WaitTimeout.TotalSeconds:0} s before the end of the range"));
            var (partition, offset, message) = (result.Partition.Value, result.Offset.Value, result.Message);
            if (!ends.TryGetValue(partition, out var range))
                continue;
            if (!result.IsPartitionEOF && offset < range.To)
                visit(new(partition, offset, message.Timestamp.ToUtc(), message.Key, message.Value, message.Headers));
            // The end of the log also ends the range, because its last offsets may have no message.
            if (offset >= range.To - (result.IsPartitionEOF ? 0 : 1)
                || (result.IsPartitionEOF && IsLastEnd(consumer, result, waits, cancellationToken)))
            {
                ends.Remove(partition);
                consumer.IncrementalUnassign([new TopicPartition(topic, partition)]);
            }
        }
    }

    /// <summary>
    /// Whether the log really ends before the end of the range, for example at an open transaction. A new leader can briefly report an
    /// end that is too low, so the client seeks back and asks again.
    /// </summary>
    private static bool IsLastEnd(
        IConsumer<byte[]?, byte[]?> consumer, ConsumeResult<byte[]?, byte[]?> end, Dictionary<int, (long Offset, int Count)> waits,
        CancellationToken cancellationToken)
    {
        var (partition, offset) = (end.Partition.Value, end.Offset.Value);
        var count = waits.TryGetValue(partition, out var last) && last.Offset == offset ? last.Count + 1 : 1;
        waits[partition] = (offset, count);
        if (count > EndsToTrust)
            return true;
        cancellationToken.WaitHandle.WaitOne(EndPause);
        consumer.Seek(end.TopicPartitionOffset);
        return false;
    }

    private static IConsumer<byte[]?, byte[]?> Build(KafkaConnection connection) =>
        new ConsumerBuilder<byte[]?, byte[]?>(connection.Fill(new ConsumerConfig
        {
            GroupId = "verify",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            // Retention may have removed the first messages of the range.
            AutoOffsetReset = AutoOffsetReset.Earliest,
            // Limits memory. More does not increase the speed.
            QueuedMaxMessagesKbytes = 16_384,
            CheckCrcs = true,
        }))
        .SetKeyDeserializer(RawBytesSerializer.Instance)
        .SetValueDeserializer(RawBytesSerializer.Instance)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();
}
