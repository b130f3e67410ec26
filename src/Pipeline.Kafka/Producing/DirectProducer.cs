namespace Pipeline.Kafka.Producing;

/// <summary>
/// Sends keys and values to one topic as they are, without headers, and counts the delivery reports. For events that are neither in the
/// outbox nor sent again by the caller. The first failure is permanent for the caller: later messages of the same key may have been
/// written. One thread sends; the counts can be read by any.
/// </summary>
public sealed class DirectProducer : IDisposable
{
    /// <summary>Maximum number of unacknowledged messages. Below the client's limit, because exceeding that costs an exception.</summary>
    private const int MaxInFlight = 80_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _topic;
    private readonly IProducer<byte[], byte[]> _client;
    private readonly Action<DeliveryReport<byte[], byte[]>> _report;
    // Without spinning, because the brokers may share the processor.
    private readonly ManualResetEventSlim _space = new(false, spinCount: 0);
    private readonly Message<byte[], byte[]> _message = new() { Headers = [] };
    private long _sent;
    private long _acknowledged;
    private long _failed;
    private string? _failure;

    /// <summary>Creates a producer. It connects with the first message.</summary>
    /// <param name="connection">The cluster.</param>
    /// <param name="settings">Batching and compression.</param>
    /// <param name="topic">An existing topic.</param>
    /// <param name="timeout">A message that is not acknowledged within this time has failed.</param>
    /// <param name="brokersDown">Called on a thread of the client when no broker answers; possibly more than once.</param>
    public DirectProducer(
        KafkaConnection connection, ProducerSettings settings, string topic, TimeSpan timeout, Action? brokersDown = null)
    {
        _topic = topic;
        _report = OnReport;
        var config = ProducerConfigs.Of(connection, settings);
        config.MessageTimeoutMs = (int)timeout.TotalMilliseconds;
        _client = new ProducerBuilder<byte[], byte[]>(config)
            .SetErrorHandler((_, error) =>
            {
                if (error.Code == ErrorCode.Local_AllBrokersDown)
                    brokersDown?.Invoke();
            })
            .SetLogHandler((_, _) => { })
            .Build();
    }

    /// <summary>Messages given to the client.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Messages that all in-sync replicas have acknowledged.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Messages whose delivery report is an error.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Messages without a delivery report.</summary>
    public long InFlight => Sent - Acknowledged - Failed;

    /// <summary>The first failure: name of the fault and reason; null without one.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>Sends a message. Waits while too many messages are unacknowledged.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the message is not sent.</exception>
    public void Send(byte[] key, byte[] value, CancellationToken cancellationToken)
    {
        if (InFlight >= MaxInFlight)
            WaitFor(MaxInFlight / 2, static () => true, cancellationToken);
        (_message.Key, _message.Value) = (key, value);
        while (true)
        {
            try
            {
                _client.Produce(_topic, _message, _report);
                Volatile.Write(ref _sent, _sent + 1);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                // Large messages reach the client's limit of bytes first.
                _space.Reset();
                _space.Wait(Pause, cancellationToken);
            }
            catch (ProduceException<byte[], byte[]> e)
            {
                Volatile.Write(ref _sent, _sent + 1);
                Fail(e.Error);
                return;
            }
        }
    }

    /// <summary>Waits until every message has its delivery report.</summary>
    /// <returns>Whether none is left.</returns>
    public bool Flush(TimeSpan limit)
    {
        var began = Stopwatch.GetTimestamp();
        _client.Flush(limit);
        // The client counts a report as served before the delivery thread has run the handler.
        WaitFor(0, () => Stopwatch.GetElapsedTime(began) < limit, CancellationToken.None);
        return InFlight == 0;
    }

    /// <summary>Discards messages without a delivery report.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _space.Dispose();
    }

    private void WaitFor(long inFlight, Func<bool> goOn, CancellationToken cancellationToken)
    {
        while (InFlight > inFlight && goOn())
        {
            _space.Reset();
            if (InFlight > inFlight)
                _space.Wait(Pause, cancellationToken);
        }
    }

    /// <summary>Called on the client's delivery thread, and by <see cref="Flush"/> on its thread at the same time.</summary>
    private void OnReport(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError)
            Fail(report.Error);
        else
            Interlocked.Increment(ref _acknowledged);
        if (InFlight is 0 or MaxInFlight / 2)
            _space.Set();
    }

    private void Fail(Error error)
    {
        var fault = KafkaFaults.Of(error);
        if (Interlocked.Increment(ref _failed) == 1)
            FaultCounter.Count(fault);
        Interlocked.CompareExchange(ref _failure, KafkaFaults.Text(error), null);
    }
}
