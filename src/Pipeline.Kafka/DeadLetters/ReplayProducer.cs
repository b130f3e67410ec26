namespace Pipeline.Kafka.DeadLetters;

/// <summary>A dead letter to replay.</summary>
/// <param name="DeadLetter">The dead letter.</param>
/// <param name="Replays">Number of replays including this one, from 1.</param>
public sealed record DeadLetterToReplay(DeadLetter DeadLetter, int Replays);

/// <summary>
/// Sends dead letters to their original topic and partition, with the original key, value and headers plus <c>dlq-replays</c>. The
/// producer is idempotent, so that retries do not change the order.
/// </summary>
public sealed class ReplayProducer(KafkaConnection connection) : IDisposable
{
    /// <summary>How long to wait for an acknowledgement.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly IProducer<byte[]?, byte[]?> _producer =
        new ProducerBuilder<byte[]?, byte[]?>(connection.Fill(new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            MessageTimeoutMs = (int)Timeout.TotalMilliseconds,
            // The brokers decide what is too large. The client must not refuse a message that they have accepted before.
            MessageMaxBytes = 16 * 1024 * 1024,
            AllowAutoCreateTopics = false,
        }))
        .SetKeySerializer(RawBytesSerializer.Instance)
        .SetValueSerializer(RawBytesSerializer.Instance)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();

    /// <summary>Sends dead letters in order.</summary>
    /// <returns>Per dead letter its new offset, or the error and offset −1.</returns>
    public async Task<IReadOnlyList<(long Offset, Error? Error)>> SendAsync(
        IReadOnlyList<DeadLetterToReplay> deadLetters, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(deadLetters.Select(deadLetter => SendAsync(deadLetter, cancellationToken)).ToList());
        // The brokers refuse a whole record batch. Each of its dead letters is sent again alone, so that only the one at fault is refused.
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i].Error is { } error && KafkaFaults.Of(error).Action == FaultAction.Stop)
                results[i] = await SendAsync(deadLetters[i], cancellationToken);
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    /// <summary>The original message with the new number of replays.</summary>
    internal static Message<byte[]?, byte[]?> Message(DeadLetterToReplay replay)
    {
        var deadLetter = replay.DeadLetter;
        var own = deadLetter.Headers.Where(h => h.Name != DeadLetterHeaders.Replays);
        // A dead letter from the table dead_letters has no headers, but its event id.
        if (deadLetter is { Headers.Count: 0, EventId: { } id })
            own = own.Append(new(DeadLetterHeaders.EventId, Encoding.ASCII.GetBytes(id.ToString())));
        return new()
        {
            Key = deadLetter.Key,
            Value = deadLetter.Value,
            Headers = DeadLetterHeaders.ToKafka(
                own.Append(new(DeadLetterHeaders.Replays, Encoding.ASCII.GetBytes(replay.Replays.ToString(CultureInfo.InvariantCulture))))),
        };
    }

    private async Task<(long Offset, Error? Error)> SendAsync(DeadLetterToReplay replay, CancellationToken cancellationToken)
    {
        var partition = replay.DeadLetter.Partition;
        try
        {
            var target = new TopicPartition(partition.TopicName, partition.Partition);
            var report = await _producer.ProduceAsync(target, Message(replay), cancellationToken);
            return (report.Offset.Value, null);
        }
        catch (ProduceException<byte[]?, byte[]?> e)
        {
            FaultCounter.Count(KafkaFaults.Of(e.Error));
            return (-1, e.Error);
        }
    }
}
