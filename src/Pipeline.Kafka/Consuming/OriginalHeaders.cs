using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Pipeline.Kafka.DeadLetters;
using Pipeline.Streams.Delivery;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// Reads the headers of messages that are to be dead-lettered, by reading their stretch a second time. Members do not read
/// headers: it would cost each message as much again as taking it costs (0.4 µs and 530 bytes for three headers, measured).
/// Best effort and bounded in time: a letter without its headers is better than a partition that waits. Thread-safe.
/// </summary>
internal sealed class OriginalHeaders(KafkaConnection connection, string group, ILogger log, TimeProvider time)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(3);

    /// <summary>How long the brokers are left alone after a reading that failed.</summary>
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromSeconds(30);

    private const long Answers = long.MinValue;
    private long _failedAt = Answers;

    /// <summary>The headers of the messages from one offset to below another, by offset; those that were not found are missing.</summary>
    public Task<Dictionary<long, IReadOnlyList<MessageHeader>>> ReadAsync(PartitionId partition, long from, long below, CancellationToken cancellationToken) =>
        // Beside the caller: the client's calls block.
        Task.Run(() => Read(partition, from, below, cancellationToken), cancellationToken);

    private Dictionary<long, IReadOnlyList<MessageHeader>> Read(PartitionId partition, long from, long below, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, IReadOnlyList<MessageHeader>>();
        if (Volatile.Read(ref _failedAt) is var failedAt && failedAt != Answers && time.GetElapsedTime(failedAt) < LeaveAlone)
            return found;
        // A client for each reading: one a batch that has something broken, which is seldom; kept, it would cost memory all the time.
        using var consumer = Build();
        try
        {
            consumer.Assign(new TopicPartitionOffset(partition.TopicName, partition.Partition, from));
            Collect(consumer, below, found, cancellationToken);
            Volatile.Write(ref _failedAt, Answers);
        }
        catch (KafkaException e)
        {
            Volatile.Write(ref _failedAt, time.GetTimestamp());
            log.HeadersUnread(partition, KafkaFaults.Text(e.Error));
        }

        return found;
    }

    private void Collect(IConsumer<Ignore, Ignore> consumer, long below, Dictionary<long, IReadOnlyList<MessageHeader>> found, CancellationToken cancellationToken)
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
            // The member's own group, for whose name it has permission; this client never joins it.
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
