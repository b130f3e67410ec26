using Pipeline.Logs.Incidents;
using Pipeline.Logs.Metrics;
using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;
using Pipeline.Logs.Streaming;

namespace Pipeline.Logs.Bridge;

/// <summary>
/// Sends the entries of all services, and the simulated ones, to Kafka. The streams do not depend on it. Runs on a thread of its own,
/// because calls of the Kafka client can block.
/// </summary>
internal sealed class KafkaBridge : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    /// <summary>For all services together, so that more services do not delay the stop of the process.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FlushSlice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TopicRetry = TimeSpan.FromSeconds(2);

    private readonly KafkaConnection _connection;
    private readonly LogSettings _settings;
    private readonly ServiceCatalogue _catalogue;
    private readonly Broadcast _broadcast;
    private readonly ILogger<KafkaBridge> _log;
    private readonly TimeProvider _time;
    private readonly List<ServicePublisher> _publishers;
    private Task? _running;
    private long _missed;
    private int _isDown;
    private long _acknowledgedAtDown;
    private bool _wasDown;

    public KafkaBridge(
        LogSettings settings, ServiceCatalogue catalogue, ActiveIncidents incidents, Broadcast broadcast, ILogger<KafkaBridge> log,
        TimeProvider time)
    {
        (_settings, _catalogue, _broadcast, _log, _time) = (settings, catalogue, broadcast, log, time);
        _connection = settings.Kafka!;
        _publishers = [.. catalogue.All.Select(s => new ServicePublisher(s, settings, incidents, SayDown, log, time))];
    }

    /// <summary>Acknowledged, waiting and dropped entries of all services. Replaced after each round of the bridge.</summary>
    public BridgeStatus Status { get; private set; } = new(0, 0, 0, false);

    public override void Dispose()
    {
        // Cancels. The clients must not be destroyed while the thread uses them.
        base.Dispose();
        _running?.Wait(FlushTimeout + FlushTimeout);
        _publishers.ForEach(static p => p.Dispose());
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _running = Task.Factory.StartNew(
            () => Run(stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.WhenAll(PrepareTopicsAsync(stoppingToken), _running);
    }

    /// <summary>Retries until the brokers answer. Until then entries wait in the clients' queues.</summary>
    private async Task PrepareTopicsAsync(CancellationToken stop)
    {
        var lastReason = "";
        void Warn(string reason)
        {
            if (lastReason != reason)
                _log.TopicsNotPrepared(lastReason = reason);
        }

        while (!stop.IsCancellationRequested)
        {
            try
            {
                var report = await BridgeTopics.CreateMissingAsync(_connection, _catalogue.All).WaitAsync(stop);
                foreach (var line in report.Lines)
                    _log.TopicReady(line);
                if (report.Refused.Count == 0)
                    return;
                Warn(string.Join("; ", report.Refused));
            }
            catch (KafkaException e)
            {
                Warn(e.Error.Reason);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(TopicRetry, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Run(CancellationToken stop)
    {
        using var simulated = _broadcast.Subscribe(static _ => true);
        while (!stop.IsCancellationRequested)
        {
            SendSimulated(simulated);
            var isMore = _publishers.Aggregate(false, static (more, publisher) => publisher.SendDue() | more);
            Update();
            if (!isMore)
                stop.WaitHandle.WaitOne(Pause);
        }

        // Those that came during the last round.
        SendSimulated(simulated);
        Flush();
        Update();
        _log.KafkaEnded(Status.Acknowledged, Status.Dropped);
    }

    /// <summary>Waits for all services in turn: the entries of one must not wait for a topic of another that does not answer.</summary>
    private void Flush()
    {
        var began = _time.GetTimestamp();
        while (_publishers.Exists(static p => p.Waiting > 0) && _time.GetElapsedTime(began) < FlushTimeout)
        {
            foreach (var publisher in _publishers.Where(static p => p.Waiting > 0))
                publisher.Flush(FlushSlice);
        }

        _publishers.ForEach(static p => p.DropWaiting());
    }

    private void SendSimulated(BroadcastReader simulated)
    {
        while (simulated.TryTake(out var entry))
            _publishers.Find(p => p.Name == entry.Service)?.Send(entry.Line.Span.TrimEnd("\n"u8));
        var missed = simulated.TakeDropped();
        if (missed == 0)
            return;
        _missed += missed;
        LogMetrics.Dropped.Add(missed, new KeyValuePair<string, object?>(LogMetrics.Reason, "kafka"));
    }

    private void Update()
    {
        Status = new(
            _publishers.Sum(static p => p.Acknowledged), _publishers.Sum(static p => p.Waiting),
            _missed + _publishers.Sum(static p => p.Dropped), _wasDown);
        if (Interlocked.Exchange(ref _isDown, 0) == 1 && !_wasDown)
        {
            (_wasDown, _acknowledgedAtDown) = (true, Status.Acknowledged);
            _log.KafkaDown(_connection.BootstrapServers, _settings.KafkaBuffer);
        }
        else if (_wasDown && Status.Acknowledged > _acknowledgedAtDown)
        {
            _wasDown = false;
            _log.KafkaBack(_connection.BootstrapServers, Status.Dropped);
        }
    }

    private void SayDown() => Interlocked.Exchange(ref _isDown, 1);
}

/// <summary>What the bridge has done.</summary>
/// <param name="Acknowledged">Entries in Kafka.</param>
/// <param name="Waiting">Entries that wait for it.</param>
/// <param name="Dropped">Entries that were dropped.</param>
/// <param name="IsDown">Whether no broker answers.</param>
internal sealed record BridgeStatus(long Acknowledged, long Waiting, long Dropped, bool IsDown);
