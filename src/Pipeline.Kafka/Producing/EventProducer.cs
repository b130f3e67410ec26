using Pipeline.Kafka.Telemetry;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Producing;

/// <summary>
/// The idempotent producer of the relay and the stream writer. Thread-safe; all outbox shards share it. After a fatal client error,
/// the next call recreates the producer, and callers must send unacknowledged messages again.
/// </summary>
public sealed class EventProducer : IEventPublisher, IDisposable
{
    private readonly KafkaConnection _connection;
    private readonly ProducerSettings _settings;
    private readonly TopicNames _topics;
    private readonly ILogger<EventProducer> _log;
    private readonly Dictionary<string, byte[]> _typeBytes;
    private readonly PublishedOffsets _published = new();
    private readonly PublishMetrics _metrics;
    private readonly Lock _lock = new();
    private ProducerHandle? _producer;
    private bool _disposed;
    private bool _brokersDown;

    /// <summary>Creates a producer. It connects with the first message.</summary>
    public EventProducer(KafkaConnection connection, ProducerSettings settings, TopicNames topics, ILogger<EventProducer> log)
    {
        (_connection, _settings, _topics, _log, _metrics) = (connection, settings, topics, log, new(topics));
        _typeBytes = topics.Streams.All.SelectMany(static s => s.EventTypes)
            .ToDictionary(static t => t.Name, static t => t.Utf8Name, StringComparer.Ordinal);
    }

    /// <summary>The acknowledged offsets per partition.</summary>
    public PublishedOffsets Published => _published;

    /// <inheritdoc/>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var trace = PublishTrace.Start(messages);
        var operation = new PublishOperation(messages.Count, Current(), Retire, _published, OnAcknowledged);
        var result = await operation.RunAsync(trace?.Messages(messages) ?? messages, ToKafka, cancellationToken);
        trace?.Finish(result);
        _metrics.Record(messages, result, Stopwatch.GetElapsedTime(began));
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _producer?.End();
            _producer?.Client.Dispose();
            _producer = null;
        }
    }

    /// <summary>The Kafka message and its target. Internal for benchmarks without brokers.</summary>
    internal (TopicPartition Target, Message<byte[], byte[]> Message) ToKafka(EventMessage message)
    {
        var headers = new Headers
        {
            { "event-id", EventIdBytes(message.EventId) },
            { "event-type", EventTypeBytes(message.EventType) },
        };
        if (message.TraceParent is not null)
            headers.Add(TraceHeader.Name, Encoding.ASCII.GetBytes(message.TraceParent));
        if (message.Dirt is not null)
            headers.Add(EventMessage.DirtHeader, Encoding.ASCII.GetBytes(message.Dirt));
        var target = new TopicPartition(_topics.Of(message.Stream), message.Partition ?? Partition.Any);
        return (target, new Message<byte[], byte[]> { Key = message.Key, Value = message.Value, Headers = headers });
    }

    private static byte[] EventIdBytes(Guid eventId)
    {
        var bytes = new byte[36];
        eventId.TryFormat(bytes, out _);
        return bytes;
    }

    /// <summary>Known event types share one array, so that they allocate nothing per message.</summary>
    private byte[] EventTypeBytes(string eventType) =>
        _typeBytes.TryGetValue(eventType, out var bytes) ? bytes : Encoding.ASCII.GetBytes(eventType);

    private ProducerHandle Current()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _producer ??= Create();
        }
    }

    /// <summary>Removes a producer after a fatal error. Callers send its unacknowledged messages again.</summary>
    private void Retire(ProducerHandle producer)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_producer, producer))
                return;
            _producer = null;
        }

        _log.ProducerRecreated();
        producer.End();
        // On the thread pool, because disposing waits for the client's threads, and the caller can be one of them.
        _ = Task.Run(producer.Client.Dispose);
    }

    private ProducerHandle Create()
    {
        var meter = ClientMeter.OfProducer();
        return new(Build(meter), meter);
    }

    private IProducer<byte[], byte[]> Build(ClientMeter? meter) =>
        new ProducerBuilder<byte[], byte[]>(ProducerConfigs.Of(_connection, _settings, ClientMeter.IntervalFor(_connection)))
        .SetErrorHandler((_, error) => OnError(error))
        .SetLogHandler((_, _) => { })
        .SetStatisticsHandler((client, json) => Measure(client.Name, json, meter))
        .Build();

    private void Measure(string client, string json, ClientMeter? meter)
    {
        _connection.Statistics?.Invoke(json);
        meter?.Take(client, json);
    }

    private void OnError(Error error)
    {
        if (error.Code != ErrorCode.Local_AllBrokersDown || Interlocked.Exchange(ref _brokersDown, true))
            return;
        _log.BrokersDown(_connection.BootstrapServers);
    }

    private void OnAcknowledged()
    {
        if (Volatile.Read(ref _brokersDown) && Interlocked.Exchange(ref _brokersDown, false))
            _log.BrokersBack();
    }
}
