namespace Pipeline.Ads.Measuring;

/// <summary>Reads a topic from its end, and counts messages and their latency.</summary>
internal sealed class PerfConsumer : IDisposable
{
    /// <summary>How soon Ctrl+C is noticed.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);

    private readonly IConsumer<Ignore, byte[]> _consumer;

    public PerfConsumer(KafkaConnection connection, string topic, int partitions)
    {
        _consumer = new ConsumerBuilder<Ignore, byte[]>(connection.Fill(new ConsumerConfig
        {
            GroupId = "ad_events_perf",
            EnableAutoCommit = false,
            AllowAutoCreateTopics = false,
            FetchMaxBytes = 16 * 1024 * 1024,
        })).SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();
        var timeout = TimeSpan.FromSeconds(15);
        // The ends as numbers: a logical end is resolved later, when messages may have been sent.
        _consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(
            topic, p, _consumer.QueryWatermarkOffsets(new(topic, p), timeout).High)));
    }

    /// <summary>Reads so many messages, or those that arrive in time.</summary>
    /// <param name="count">Number of messages.</param>
    /// <param name="latencies">Receives the times since the intended start, ticks of 100 ns; null to count only.</param>
    /// <param name="timeout">A message that comes later than this after the one before is lost or late.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Number of messages, and time from the first to the last.</returns>
    public Task<(int Messages, TimeSpan Elapsed)> CountAsync(
        int count, LongHistogram? latencies, TimeSpan timeout, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        return Task.Run(
            () =>
            {
                var (messages, first, last) = (0, 0L, 0L);
                while (messages < count && Next(timeout, stop) is { } value)
                {
                    var intended = BinaryPrimitives.ReadInt64LittleEndian(value);
                    // A late message of an earlier count is lost for it.
                    if (intended < began)
                        continue;
                    last = Stopwatch.GetTimestamp();
                    if (messages++ == 0)
                        first = last;
                    latencies?.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(intended, last).Ticks));
                }

                return (messages, Stopwatch.GetElapsedTime(first, last));
            }, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();

    /// <returns>Null if no message comes in time.</returns>
    private byte[]? Next(TimeSpan timeout, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        do
        {
            stop.ThrowIfCancellationRequested();
            if (_consumer.Consume(Slice) is { } message)
                return message.Message.Value;
        }
        while (Stopwatch.GetElapsedTime(began) < timeout);
        return null;
    }
}
