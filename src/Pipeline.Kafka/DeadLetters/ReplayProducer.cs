using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.DeadLetters;

/// <summary>A letter on its way back, and how often its message has then been sent again.</summary>
/// <param name="Letter">The letter.</param>
/// <param name="Replays">From 1.</param>
public sealed record DeadLetterToReplay(DeadLetter Letter, int Replays);

/// <summary>
/// Sends letters to where their messages came from: same topic, same partition, key and value byte for byte, the message's own
/// headers and <c>dlq-replays</c>. Idempotent, so that the order of what is sent stays.
/// </summary>
public sealed class ReplayProducer(KafkaConnection connection) : IDisposable
{
    /// <summary>How long the brokers have to acknowledge a letter.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly IProducer<byte[]?, byte[]?> _producer =
        new ProducerBuilder<byte[]?, byte[]?>(connection.Fill(new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 5,
            CompressionType = CompressionType.Lz4,
            MessageTimeoutMs = (int)Timeout.TotalMilliseconds,
            // What is too large is the brokers' decision: what they took once must not be stopped here.
            MessageMaxBytes = 16 * 1024 * 1024,
            AllowAutoCreateTopics = false,
        }))
        .SetKeySerializer(Bytes.AsTheyAre)
        .SetValueSerializer(Bytes.AsTheyAre)
        .SetErrorHandler((_, _) => { })
        .SetLogHandler((_, _) => { })
        .Build();

    /// <summary>Sends them in order.</summary>
    /// <returns>For each its new offset, or the error that kept it back.</returns>
    public async Task<IReadOnlyList<(long Offset, Error? Error)>> SendAsync(IReadOnlyCollection<DeadLetterToReplay> letters, CancellationToken cancellationToken) =>
        await Task.WhenAll(letters.Select(letter => SendAsync(letter, cancellationToken)).ToList());

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    /// <summary>The message as it was, but for the number of its replays.</summary>
    internal static Message<byte[]?, byte[]?> Message(DeadLetterToReplay replay)
    {
        var letter = replay.Letter;
        var own = letter.Headers.Where(h => h.Name != DeadLetterHeaders.Replays);
        // A letter out of the table dead_letters has lost its headers; the id it has kept.
        if (letter is { Headers.Count: 0, EventId: { } id })
            own = own.Append(new(DeadLetterHeaders.EventId, Encoding.ASCII.GetBytes(id.ToString())));
        return new()
        {
            Key = letter.Key,
            Value = letter.Value,
            Headers = DeadLetterHeaders.ToKafka(
                own.Append(new(DeadLetterHeaders.Replays, Encoding.ASCII.GetBytes(replay.Replays.ToString(CultureInfo.InvariantCulture))))),
        };
    }

    private async Task<(long Offset, Error? Error)> SendAsync(DeadLetterToReplay replay, CancellationToken cancellationToken)
    {
        var partition = replay.Letter.Partition;
        try
        {
            var report = await _producer.ProduceAsync(new TopicPartition(partition.TopicName, partition.Partition), Message(replay), cancellationToken);
            return (report.Offset.Value, null);
        }
        catch (ProduceException<byte[]?, byte[]?> e)
        {
            FaultCounter.Count(KafkaFaults.Of(e.Error));
            return (-1, e.Error);
        }
    }
}
