using Pipeline.Kafka.DeadLetters;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// Reads the headers of messages to be dead-lettered, by reading their offset range a second time. Members do not read headers,
/// because that would double the cost of consuming a message. Best effort with a timeout: a dead letter without headers is better than
/// a partition that waits. Thread-safe.
/// </summary>
internal sealed class OriginalHeaders(KafkaConnection connection, string group, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Pause after a failed read, during which no headers are read.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    private const long NotFailed = long.MinValue;

    /// <summary>Allows one read at a time, because each client holds an unpacked fetch in memory.</summary>
    private readonly Lock _lock = new();
    private long _failedAt = NotFailed;

    /// <summary>The headers of the messages with offsets from <paramref name="from"/> to below <paramref name="below"/>.</summary>
    /// <returns>Headers by offset, without messages that could not be read.</returns>
    public Task<Dictionary<long, IReadOnlyList<MessageHeader>>> ReadAsync(
        PartitionId partition, long from, long below, CancellationToken cancellationToken) =>
        // On the thread pool, because the client's calls block.
        Task.Run(() => Read(partition, from, below, cancellationToken), cancellationToken);

    private Dictionary<long, IReadOnlyList<MessageHeader>> Read(
        PartitionId partition, long from, long below, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, IReadOnlyList<MessageHeader>>();
        using var one = _lock.EnterScope();
        if (Volatile.Read(ref _failedAt) is var failedAt && failedAt != NotFailed && time.GetElapsedTime(failedAt) < FailurePause)
            return found;
        // A new client per read, because dead letters are rare and an idle client would hold memory.
        using var consumer = Build();
        try
        {
            consumer.Assign(new TopicPartitionOffset(partition.TopicName, partition.Partition, from));
            Collect(consumer, below, found, cancellationToken);
            Volatile.Write(ref _failedAt, NotFailed);
        }
        catch (KafkaException e)
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            log.HeadersUnread(partition, KafkaFaults.Text(e.Error));
        }

        return found;
    }

    private void Collect(
        IConsumer<Ignore, Ignore> consumer, long below, Dictionary<long, IReadOnlyList<MessageHeader>> found,
        CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (long offset = -1; offset < below - 1;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var left = WaitTimeout - time.GetElapsedTime(began);
            if (consumer.Consume(left > TimeSpan.Zero ? left : TimeSpan.Zero) is not { } result)
                throw new KafkaException(ErrorCode.Local_TimedOut);
            offset = result.Offset.Value;
            found[offset] = DeadLetterHeaders.FromKafka(result.Message.Headers);
        }
    }

    private IConsumer<Ignore, Ignore> Build() =>
        new ConsumerBuilder<Ignore, Ignore>(connection.Fill(new ConsumerConfig
        {
            // The member has permission for this group name only. This client never joins the group.
            GroupId = group,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            AllowAutoCreateTopics = false,
            ConsumeResultFields = "headers",
            QueuedMaxMessagesKbytes = 4096,
        }))
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();
}
