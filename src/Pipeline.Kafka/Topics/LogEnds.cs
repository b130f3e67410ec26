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
    private readonly MonitoringClient _client;

    /// <summary>Makes a client that joins no group.</summary>
    public LogEnds(KafkaConnection connection) => _client = new(connection);

    /// <summary>The ends of a partition's log.</summary>
    /// <exception cref="KafkaException">No answer within 10 s.</exception>
    public LogEnd Of(string topic, int partition)
    {
        try
        {
            return Ask(topic, partition);
        }
        catch (KafkaException)
        {
            // This client keeps asking the leader it once knew, for up to 15 minutes, if it is not made to look again.
            _client.Admin.GetMetadata(topic, Timeout);
            return Ask(topic, partition);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private LogEnd Ask(string topic, int partition)
    {
        var ends = _client.Consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Timeout);
        return new(ends.Low.Value, ends.High.Value);
    }
}
