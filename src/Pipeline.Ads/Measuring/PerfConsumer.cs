namespace Pipeline.Ads.Measuring;

/// <summary>Reads a topic from its end, and counts messages and their latency.</summary>
internal sealed class PerfConsumer : IDisposable
{
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

    /// <summary>Reads so many messages.</summary>
    /// <param name="count">Number of messages.</param>
    /// <param name="latencies">Receives the times since the intended start, ticks of 100 ns; null to count only.</param>
    /// <param name="timeout">Longest wait for a message.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Time from the first message to the last.</returns>
    /// <exception cref="StartupRefusedException">No message arrived in time.</exception>
    public Task<TimeSpan> CountAsync(int count, LongHistogram? latencies, TimeSpan timeout, CancellationToken stop) => Task.Run(
        () =>
        {
            var first = 0L;
            for (var i = 0; i < count; i++)
            {
                stop.ThrowIfCancellationRequested();
                var message = _consumer.Consume(timeout)
                    ?? throw new StartupRefusedException($"{i} of {count} messages were read, then none for {timeout}.", isTransient: true);
                if (i == 0)
                    first = Stopwatch.GetTimestamp();
                latencies?.RecordValue(Math.Max(
                    1, Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(message.Message.Value)).Ticks));
            }

            return Stopwatch.GetElapsedTime(first);
        }, stop);

    /// <inheritdoc/>
    public void Dispose() => _consumer.Dispose();
}
