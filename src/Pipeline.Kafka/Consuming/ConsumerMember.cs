using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Pipeline.Kafka.Telemetry;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Consuming;

/// <summary>
/// One member of a consumer group: polls on a thread of its own, hands batches to the sink, and stores an offset only after the
/// database has committed. Polls on whatever happens, or the group would take it for dead.
/// </summary>
public sealed class ConsumerMember
{
    private static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusyPoll = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a full feed is waited for without polling: usual commits take milliseconds, and a pause empties what was fetched ahead.</summary>
    private static readonly TimeSpan BriefWait = TimeSpan.FromMilliseconds(200);

    private readonly KafkaConnection _connection;
    private readonly MemberSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Assignment _feeds;
    private MemberMeter? _meter;

    /// <summary>Only for traces, and only where somebody listens to them when the member starts: headers cost each message as much again as taking it, see <see cref="OriginalHeaders"/>.</summary>
    private bool _readsHeaders;

    /// <summary>Makes a member; it joins its group when it runs.</summary>
    public ConsumerMember(
        KafkaConnection connection, MemberSettings settings, IBatchSink sink, IDeadLetterStore deadLetters, ILogger<ConsumerMember> log, TimeProvider? time = null)
    {
        (_connection, _settings, _log, _time) = (connection, settings, log, time ?? TimeProvider.System);
        var headers = new OriginalHeaders(connection, settings.Stream.ConsumerGroup, log, _time);
        _feeds = new(settings, sink, new BatchApplier(sink, deadLetters, log, headers, _time), Status, log, _time);
    }

    /// <summary>What the member is doing.</summary>
    public MemberStatus Status { get; } = new();

    /// <summary>Runs until cancelled; then applies what it has in hand, leaves the group and ends, each within the drain timeout.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken cancellationToken)
    {
        _readsHeaders = PipelineTracing.Source.HasListeners();
        using var statistics = ClientMeter.OfMember();
        var consumer = Build(statistics);
        _meter = new MemberMeter(_settings.TopicName, _settings.Stream.ConsumerGroup, consumer.Name, Status);
        consumer.Subscribe(_settings.TopicName);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
                Step(consumer);
            _feeds.Drain(consumer, _settings.DrainTimeout);
        }
        finally
        {
            Leave(consumer);
            _meter.End();
        }
    }

    private IConsumer<byte[], byte[]> Build(ClientMeter? statistics) =>
        new ConsumerBuilder<byte[], byte[]>(ConsumerFactory.Configure(_connection, _settings, _readsHeaders))
            .SetPartitionsAssignedHandler((consumer, partitions) => partitions.ConvertAll(p => _feeds.Open(consumer, p)))
            .SetPartitionsRevokedHandler((consumer, partitions) => partitions.ForEach(p => Close(consumer, p.Partition, lost: false)))
            .SetPartitionsLostHandler((consumer, partitions) => partitions.ForEach(p => Close(consumer, p.Partition, lost: true)))
            .SetErrorHandler((_, error) => ClientProblem(error))
            .SetLogHandler((_, _) => { })
            .SetStatisticsHandler((consumer, json) => Measure(consumer, json, statistics))
            .Build();

    /// <summary>Within the polling, hence on the member's thread.</summary>
    private void Measure(IConsumer<byte[], byte[]> consumer, string json, ClientMeter? statistics)
    {
        _connection.Statistics?.Invoke(json);
        if (statistics?.Take(consumer.Name, json) is { } taken)
            _meter?.Show(consumer, _feeds.All, taken.LogEnds);
    }

    private void Close(IConsumer<byte[], byte[]> consumer, Partition partition, bool lost)
    {
        _meter?.Forget();
        _feeds.Close(consumer, partition, lost);
    }

    private void Step(IConsumer<byte[], byte[]> consumer)
    {
        Status.Polled(_time);
        _feeds.Settle(consumer);
        // Before the next message, not only after it: a full batch has no room for one, and would have it fetched again.
        _feeds.StartDue();
        if (_feeds.WaitForRoom(BriefWait))
            return;
        try
        {
            var result = consumer.Consume(_feeds.IsBusy ? BusyPoll : IdlePoll);
            if (result?.Message is { } message)
                _feeds.Add(result.Partition, new(
                    result.Offset.Value, message.Timestamp.UtcDateTime, message.Key, message.Value, _readsHeaders ? TraceHeader.Recorded(message.Headers) : null));
        }
        catch (ConsumeException e)
        {
            Act(consumer, e);
        }

        _feeds.StartDue();
    }

    /// <summary>What follows from an error is the fault table's business; what it does not say of a partition, the client repeats by itself.</summary>
    private void Act(IConsumer<byte[], byte[]> consumer, ConsumeException e)
    {
        var fault = KafkaFaults.Of(e.Error);
        if (e.ConsumerRecord is not { } record || fault.Action is not (FaultAction.Skip or FaultAction.Stop))
        {
            ClientProblem(e.Error);
            return;
        }

        FaultCounter.Count(fault);
        if (fault.Action == FaultAction.Skip)
            _feeds.PositionLost(record.Partition);
        else
            _feeds.Stop(consumer, record.Partition, KafkaFaults.Text(e.Error));
    }

    private Error? _lastProblem;

    /// <summary>The client repeats itself while brokers are away: the same problem is said once in a row.</summary>
    private void ClientProblem(Error error)
    {
        FaultCounter.Count(KafkaFaults.Of(error));
        if (_lastProblem?.Code == error.Code)
            return;
        _lastProblem = error;
        _log.ClientProblem(KafkaFaults.Text(error));
    }

    /// <summary>Closing commits, leaves the group and can hang for ever when the brokers are gone.</summary>
    private void Leave(IConsumer<byte[], byte[]> consumer)
    {
        var leaving = Task.Run(() =>
        {
            consumer.Close();
            consumer.Dispose();
        });
        if (!((IAsyncResult)leaving).AsyncWaitHandle.WaitOne(_settings.DrainTimeout))
            _log.CloseAbandoned();
    }
}
