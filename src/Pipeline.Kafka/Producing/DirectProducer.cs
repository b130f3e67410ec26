using Pipeline.Kafka.Librdkafka;

namespace Pipeline.Kafka.Producing;

/// <summary>
/// Sends keys and values to one topic and counts the delivery reports. For events that are not in the outbox and that the caller does not
/// send again. After the first failure the caller must stop, because later messages of the same key may have been written.
/// Calls librdkafka directly. Rejected: Confluent.Kafka's producer, which creates objects per message and so lowers the rate (measured
/// in GUIDE/MUSIC.md). Not thread-safe; delivery reports are served on the calling thread.
/// </summary>
public sealed class DirectProducer : IDisposable
{
    /// <summary>Reports are served once per this number of messages.</summary>
    private const int PollInterval = 500;

    /// <summary>Longest wait for space in the queue between two checks of the token, milliseconds.</summary>
    private const int FullQueuePause = 100;

    // Fields, because librdkafka keeps only their addresses.
    private readonly ProducerImports.DeliveryReport _onReport;
    private readonly ProducerImports.ClientError _onError;
    private readonly nint _client;
    private readonly nint _topic;
    private readonly Action? _brokersDown;
    private readonly MessageArguments? _arguments;
    private readonly AcknowledgedPrefix _prefix = new();
    private readonly Dictionary<long, string> _failures = [];
    private bool _disposed;

    /// <summary>Creates a producer. It connects with the first message.</summary>
    /// <param name="connection">The cluster.</param>
    /// <param name="settings">Batching and compression.</param>
    /// <param name="topic">An existing topic.</param>
    /// <param name="timeout">A message that is not acknowledged within this time has failed.</param>
    /// <param name="brokersDown">Called when no broker answers, possibly more than once, while this object sends, polls or flushes.</param>
    /// <param name="headers">Names of the three headers that each message has; null: messages have none.</param>
    public DirectProducer(
        KafkaConnection connection, ProducerSettings settings, string topic, TimeSpan timeout, Action? brokersDown = null,
        IReadOnlyList<string>? headers = null)
    {
        (_onReport, _onError, _brokersDown) = (OnReport, OnError, brokersDown);
        var config = ProducerConfigs.Of(connection, settings);
        config.MessageTimeoutMs = (int)timeout.TotalMilliseconds;
        // Without this, librdkafka also prints the errors that it reports to this object.
        config.Set("log_level", "0");
        _client = ProducerImports.NewProducer(config, _onReport, _onError);
        _topic = ProducerImports.NewTopic(_client, topic, nint.Zero);
        _arguments = headers is null ? null : new(_topic, headers);
    }

    /// <summary>Messages passed to the client, including those that it refused.</summary>
    public long Sent { get; private set; }

    /// <summary>Messages that all in-sync replicas have acknowledged.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Messages at the start of all sent ones that are acknowledged. A failed message ends it.</summary>
    public long AcknowledgedPrefix => _prefix.Length;

    /// <summary>Messages that the client refused, or whose delivery report is an error.</summary>
    public long Failed { get; private set; }

    /// <summary>Name of the fault of each failed message, by the message's number among the sent ones, from 0.</summary>
    public IReadOnlyDictionary<long, string> Failures => _failures;

    /// <summary>Messages without a delivery report.</summary>
    public long InFlight => Sent - Acknowledged - Failed;

    /// <summary>The first failure: name of the fault and reason; null if nothing has failed.</summary>
    public string? Failure { get; private set; }

    /// <summary>Sends a message. Waits while the client's queue is full.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the message is not sent.</exception>
    public void Send(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        WaitForPrefix(cancellationToken);
        while (!ProducerImports.Produce(_topic, key, value, Sent))
        {
            if (!WaitForSpace(ProducerImports.LastError(), cancellationToken))
                break;
        }

        Count();
    }

    /// <summary>Sends a message unless the client's queue is full.</summary>
    /// <returns>Whether the client has taken it.</returns>
    public bool TrySend(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!ProducerImports.Produce(_topic, key, value, Sent))
        {
            var error = ProducerImports.LastError();
            if (error == ErrorCode.Local_QueueFull)
                return false;
            Fail(Sent, error);
        }

        Count();
        return true;
    }

    /// <summary>Sends a message with the headers whose names the constructor got. Waits while the client's queue is full.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the message is not sent.</exception>
    public void Send(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, in HeaderValues headers, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var arguments = _arguments ?? throw new InvalidOperationException("The producer was created without headers.");
        WaitForPrefix(cancellationToken);
        arguments.Begin(Sent, key, value, headers.First.Length + headers.Second.Length + headers.Third.Length);
        arguments.Set(0, headers.First);
        arguments.Set(1, headers.Second);
        arguments.Set(2, headers.Third);
        while (ProducerImports.Produce(_client, arguments) is not ErrorCode.NoError and var error)
        {
            if (!WaitForSpace(error, cancellationToken))
                break;
        }

        Count();
    }

    /// <summary>Serves the delivery reports that have arrived.</summary>
    public void Poll() => _ = ProducerImports.Poll(_client, 0);

    /// <summary>Waits until every message has its delivery report.</summary>
    /// <param name="limit">Maximum wait.</param>
    /// <returns>Whether every message has its delivery report.</returns>
    public bool Flush(TimeSpan limit)
    {
        _ = ProducerImports.Flush(_client, (int)limit.TotalMilliseconds);
        return InFlight == 0;
    }

    /// <summary>Discards messages without a delivery report.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        ProducerImports.DestroyTopic(_topic);
        ClientImports.DestroyClient(_client);
        GC.KeepAlive(_onReport);
        GC.KeepAlive(_onError);
    }

    /// <summary>Waits while a partition is so far behind that the prefix cannot be tracked.</summary>
    private void WaitForPrefix(CancellationToken cancellationToken)
    {
        while (_prefix.IsTooFarAhead(Sent) && Failure is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ = ProducerImports.Poll(_client, FullQueuePause);
        }
    }

    /// <summary>Waits if the queue is full. Other errors are failures of the message.</summary>
    /// <returns>Whether to try again.</returns>
    private bool WaitForSpace(ErrorCode error, CancellationToken cancellationToken)
    {
        if (error != ErrorCode.Local_QueueFull)
        {
            Fail(Sent, error);
            return false;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _ = ProducerImports.Poll(_client, FullQueuePause);
        return true;
    }

    private void Count()
    {
        Sent++;
        if (Sent % PollInterval == 0)
            Poll();
    }

    private void OnReport(nint client, nint message, nint opaque)
    {
        var error = (ErrorCode)Marshal.ReadInt32(message);
        if (error != ErrorCode.NoError)
        {
            Fail(ProducerImports.NumberOf(message), error);
            return;
        }

        Acknowledged++;
        _prefix.Acknowledge(ProducerImports.NumberOf(message));
    }

    private void OnError(nint client, ErrorCode error, nint reason, nint opaque)
    {
        if (error == ErrorCode.Local_AllBrokersDown)
            _brokersDown?.Invoke();
    }

    private void Fail(long number, ErrorCode code)
    {
        Failed++;
        var error = new Error(code);
        _failures[number] = KafkaFaults.Of(error).Name;
        if (Failure is not null)
            return;
        FaultCounter.Count(KafkaFaults.Of(error));
        Failure = KafkaFaults.Text(error);
    }
}
