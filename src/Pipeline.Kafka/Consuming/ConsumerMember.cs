using Pipeline.Kafka.Telemetry;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// One member of a consumer group. Polls on its own thread, passes batches to the sink, and stores an offset only after the database
/// commit. Never stops polling, because the group removes a member that does not poll.
/// </summary>
public sealed class ConsumerMember
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(5);

    /// <summary>How long to wait for space in a full buffer. Pausing instead would discard the prefetched messages.</summary>
    private static readonly TimeSpan FullBufferWait = TimeSpan.FromMilliseconds(200);

    private readonly KafkaConnection _connection;
    private readonly MemberSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Assignment _assignment;
    private MemberMeter? _meter;

    /// <summary>Headers are read for traces only, if a listener exists at start. They double the cost of consuming a message.</summary>
    private bool _readsHeaders;

    /// <summary>Creates a member. It joins the group in <see cref="RunAsync"/>.</summary>
    public ConsumerMember(
        KafkaConnection connection, MemberSettings settings, IBatchSink sink, IDeadLetterStore deadLetters, ILogger<ConsumerMember> log,
        TimeProvider? time = null)
    {
        (_connection, _settings, _log, _time) = (connection, settings, log, time ?? TimeProvider.System);
        var headers = new OriginalHeaders(connection, settings.Stream.ConsumerGroup, log, _time);
        _assignment = new(settings, sink, new BatchApplier(sink, deadLetters, log, headers, _time), Status, log, _time);
    }

    /// <summary>Status for health reports.</summary>
    public MemberStatus Status { get; } = new();

    /// <summary>Runs until cancelled. Then applies the collected messages and leaves the group, each within the drain timeout.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken cancellationToken)
    {
        _readsHeaders = PipelineTracing.Source.HasListeners();
        using var statistics = ClientMeter.OfMember();
        var consumer = Build(statistics);
        // Not the consumer's handle: destroying a client with an unanswered request has ended a process.
        var admin = AdminClients.Connect(_connection);
        _assignment.Topic = new TopicIdentity(admin, _settings.TopicName, _time);
        _assignment.Topic.Refresh();
        _meter = new MemberMeter(_settings.TopicName, _settings.Stream.ConsumerGroup, consumer.Name, Status);
        consumer.Subscribe(_settings.TopicName);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
                Step(consumer);
            _assignment.Drain(consumer, _settings.DrainTimeout);
        }
        finally
        {
            Leave(consumer, admin);
            _meter.End();
        }
    }

    private IConsumer<byte[], byte[]> Build(ClientMeter? statistics) =>
        new ConsumerBuilder<byte[], byte[]>(ConsumerFactory.Configure(_connection, _settings, _readsHeaders))
            .SetPartitionsAssignedHandler((consumer, partitions) => partitions.ConvertAll(p => _assignment.Open(consumer, p)))
            .SetPartitionsRevokedHandler((consumer, partitions) => partitions.ForEach(p => Close(consumer, p.Partition, lost: false)))
            .SetPartitionsLostHandler((consumer, partitions) => partitions.ForEach(p => Close(consumer, p.Partition, lost: true)))
            .SetErrorHandler((_, error) => LogError(error))
            .SetLogHandler((_, _) => { })
            .SetStatisticsHandler((consumer, json) => Measure(consumer, json, statistics))
            .Build();

    /// <summary>Called while polling, on the member's thread.</summary>
    private void Measure(IConsumer<byte[], byte[]> consumer, string json, ClientMeter? statistics)
    {
        _connection.Statistics?.Invoke(json);
        if (statistics?.Take(consumer.Name, json) is { } taken)
            _meter?.Show(consumer, _assignment.All, taken.LogEnds);
    }

    private void Close(IConsumer<byte[], byte[]> consumer, Partition partition, bool lost)
    {
        _meter?.Clear();
        _assignment.Close(consumer, partition, lost);
    }

    private void Step(IConsumer<byte[], byte[]> consumer)
    {
        Status.Polled(_time);
        _assignment.HandleResults(consumer);
        // Also before consuming, because a message for a full batch does not fit and would be fetched again.
        _assignment.StartDue();
        if (_assignment.WaitForSpace(FullBufferWait))
            return;
        try
        {
            var result = consumer.Consume(_assignment.IsBusy ? BusyPoll : IdlePoll);
            if (result is { IsPartitionEOF: true })
                _assignment.ReachEnd(consumer, result.Partition, result.Offset.Value);
            else if (result?.Message is { } message)
                _assignment.Add(consumer, result.Partition, new(
                    result.Offset.Value, message.Timestamp.ToUtc(), message.Key, message.Value,
                    _readsHeaders ? TraceHeader.Recorded(message.Headers) : null));
        }
        catch (ConsumeException e)
        {
            HandleError(consumer, e);
        }

        _assignment.StartDue();
    }

    /// <summary>Takes the action of the fault table for an error of a partition. The client retries after all other errors.</summary>
    private void HandleError(IConsumer<byte[], byte[]> consumer, ConsumeException e)
    {
        var fault = KafkaFaults.Of(e.Error);
        if (e.ConsumerRecord is not { } record || fault.Action is not (FaultAction.Skip or FaultAction.Stop))
        {
            LogError(e.Error);
            return;
        }

        FaultCounter.Count(fault);
        if (fault.Action == FaultAction.Skip)
            _assignment.ResetPosition(record.Partition);
        else
            _assignment.Stop(consumer, record.Partition, KafkaFaults.Text(e.Error));
    }

    private Error? _lastError;

    /// <summary>Logs consecutive equal errors once, because the client repeats them while brokers are down.</summary>
    private void LogError(Error error)
    {
        FaultCounter.Count(KafkaFaults.Of(error));
        if (_lastError?.Code == error.Code)
            return;
        _lastError = error;
        _log.ClientProblem(KafkaFaults.Text(error));
    }

    /// <summary>Commits offsets and leaves the group. Has a timeout, because Close can hang when the brokers are down.</summary>
    private void Leave(IConsumer<byte[], byte[]> consumer, IAdminClient admin)
    {
        var leaving = Task.Run(() =>
        {
            consumer.Close();
            consumer.Dispose();
            if (_assignment.Topic is { IsSettled: true })
                admin.Dispose();
        });
        if (!((IAsyncResult)leaving).AsyncWaitHandle.WaitOne(_settings.DrainTimeout))
            _log.CloseAbandoned();
    }
}
