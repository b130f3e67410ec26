namespace Pipeline.Kafka.Topics;

/// <summary>The bounds of a partition's log.</summary>
/// <param name="Low">First offset in the log.</param>
/// <param name="High">Offset of the next message to be written.</param>
public sealed record LogEnd(long Low, long High);

/// <summary>Reads log ends from the brokers with blocking calls. Thread-safe.</summary>
public sealed class LogEnds : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);
    private readonly MonitoringClient _client;

    /// <summary>Creates a client that joins no group.</summary>
    public LogEnds(KafkaConnection connection) => _client = new(connection);

    /// <summary>The ends of a partition's log.</summary>
    /// <exception cref="KafkaException">No answer within 10 s.</exception>
    public LogEnd Of(string topic, int partition)
    {
        var started = Stopwatch.GetTimestamp();
        using var pause = new ManualResetEventSlim();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return Query(topic, partition);
            }
            catch (KafkaException e) when (
                isFirst || (IsChangeOfLeader(e.Error.Code) && Stopwatch.GetElapsedTime(started) < Timeout))
            {
                // The client uses its cached leader for up to 15 minutes. A metadata request updates the cache.
                _client.Admin.GetMetadata(topic, Timeout);
                // A new leader does not answer before its followers have confirmed the end of its log.
                pause.Wait(isFirst ? TimeSpan.Zero : RetryPause);
            }
        }
    }

    /// <summary>Id that Kafka assigned to the topic; zero if there is no such topic, or the brokers have no ids.</summary>
    /// <exception cref="KafkaException">No controller answered within 10 s, or the permission is missing.</exception>
    public Task<Guid> TopicIdAsync(string topic) => TopicIdentity.ReadAsync(_client.Admin, topic);

    /// <summary>Whether a topic is compacted, so that its logs can lack messages. False if its configuration cannot be read.</summary>
    public async Task<bool> IsCompactedAsync(string topic)
    {
        try
        {
            var config = await TopicAdmin.ReadConfigAsync(_client.Admin, new() { Type = ResourceType.Topic, Name = topic }, Timeout);
            return config.TryGetValue("cleanup.policy", out var policy) && policy.Value.Contains("compact", StringComparison.Ordinal);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static bool IsChangeOfLeader(ErrorCode code) => code is ErrorCode.OffsetNotAvailable or ErrorCode.NotLeaderForPartition
        or ErrorCode.LeaderNotAvailable or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch;

    private LogEnd Query(string topic, int partition)
    {
        var ends = _client.Consumer.QueryWatermarkOffsets(new TopicPartition(topic, partition), Timeout);
        return new(ends.Low.Value, ends.High.Value);
    }
}
