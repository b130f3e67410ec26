using Pipeline.Logs.Formats;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Metrics;
using Pipeline.Logs.Sequences;
using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;
using Pipeline.Logs.Streaming;

namespace Pipeline.Logs.Bridge;

/// <summary>
/// Sends one service's entries to its topic. The client's queue is the buffer: an entry that does not fit is dropped and counted. The key
/// is the name of the service, so that its entries keep their order also in several partitions. Not thread-safe.
/// </summary>
internal sealed class ServicePublisher : IDisposable
{
    /// <summary>Entries that are made between two polls.</summary>
    private const int BatchEntries = 500;

    /// <summary>Zero disables the timeout of a message: the number of waiting entries is bounded instead.</summary>
    private static readonly TimeSpan NoTimeout = TimeSpan.Zero;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly LogService _service;
    private readonly LogSettings _settings;
    private readonly Action _brokersDown;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly EntrySequence _sequence;
    private readonly LiveSchedule _schedule;
    private readonly JsonFormat _json = new();
    private readonly byte[] _line = new byte[LineFormat.MaxLine];
    private readonly byte[] _key;
    private DirectProducer? _producer;
    private long _failedAt;
    private long? _serviceFailedAt;
    private long _acknowledgedBefore;
    private long _counted;

    public ServicePublisher(
        LogService service, LogSettings settings, ActiveIncidents incidents, Action brokersDown, ILogger log, TimeProvider time)
    {
        (_service, _settings, _brokersDown, _log, _time) = (service, settings, brokersDown, log, time);
        _sequence = new([service], settings.Seed, incidents);
        _schedule = new(settings.KafkaRate, time);
        _key = Encoding.UTF8.GetBytes(service.Name);
        _producer = NewProducer();
    }

    /// <summary>Name of the service.</summary>
    public string Name => _service.Name;

    /// <summary>Entries that Kafka has acknowledged.</summary>
    public long Acknowledged => _acknowledgedBefore + (_producer?.Acknowledged ?? 0);

    /// <summary>Entries that were dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>Entries that wait for Kafka.</summary>
    public long Waiting => _producer?.InFlight ?? 0;

    private bool IsPaused => _serviceFailedAt is { } at && _time.GetElapsedTime(at) < RetryAfter;

    /// <summary>Sends the entries that are due, and serves the delivery reports.</summary>
    /// <returns>Whether more are due.</returns>
    public bool SendDue()
    {
        _schedule.FollowClock();
        var (first, count) = IsPaused ? (0, 0) : _schedule.Take(BatchEntries);
        Drop(_schedule.TakeDropped());
        Send(first, count);
        _producer?.Poll();
        Count();
        RestartAfterFailure();
        return count == BatchEntries;
    }

    /// <summary>Sends an entry, or drops it.</summary>
    /// <param name="json">The entry without a line feed.</param>
    public void Send(ReadOnlySpan<byte> json)
    {
        if (_producer is not { Failure: null } producer || producer.InFlight >= _settings.KafkaBuffer || !producer.TrySend(_key, json))
            Drop(1);
    }

    /// <summary>Waits until Kafka has acknowledged the entries, or for the time.</summary>
    public void Flush(TimeSpan limit)
    {
        _producer?.Flush(limit);
        Count();
    }

    /// <summary>Counts the entries that still wait as dropped, at the end.</summary>
    public void DropWaiting() => Drop(Waiting);

    /// <inheritdoc/>
    public void Dispose() => _producer?.Dispose();

    /// <summary>Makes entries and sends them. A service can throw: the others go on.</summary>
    private void Send(long first, int count)
    {
        for (var entry = first; entry < first + count; entry++)
        {
            int length;
            try
            {
                _sequence.Make(entry, _schedule.TimeOf(entry));
                length = _json.Write(_sequence.Entry, _line);
            }
            catch (Exception e)
            {
                _log.ServiceFailed(e, Name, RetryAfter.TotalSeconds);
                _serviceFailedAt = _time.GetTimestamp();
                Drop(first + count - entry);
                return;
            }

            Send(_line.AsSpan(0, length - 1));
        }
    }

    private DirectProducer NewProducer() => new(
        _settings.Kafka!, _settings.Producer, BridgeTopics.Of(_service), NoTimeout, _brokersDown);

    /// <summary>
    /// After a failure, later entries may already be in the topic. Sending waiting ones again would break the order, so they are dropped.
    /// </summary>
    private void RestartAfterFailure()
    {
        if (_producer is { Failure: { } failure } failed)
        {
            _log.TopicFailed(BridgeTopics.Of(_service), failure, RetryAfter.TotalSeconds);
            _acknowledgedBefore += failed.Acknowledged;
            Drop(failed.Failed + failed.InFlight);
            failed.Dispose();
            (_producer, _failedAt) = (null, _time.GetTimestamp());
        }
        else if (_producer is null && _time.GetElapsedTime(_failedAt) >= RetryAfter)
        {
            _failedAt = _time.GetTimestamp();
            try
            {
                _producer = NewProducer();
            }
            catch (Exception e) when (e is KafkaException or InvalidOperationException)
            {
                _log.TopicFailed(BridgeTopics.Of(_service), e.Message, RetryAfter.TotalSeconds);
            }
        }
    }

    private void Count()
    {
        LogMetrics.Acknowledged.Add(Acknowledged - _counted);
        _counted = Acknowledged;
    }

    private void Drop(long entries)
    {
        if (entries == 0)
            return;
        Dropped += entries;
        LogMetrics.Dropped.Add(entries, new KeyValuePair<string, object?>(LogMetrics.Reason, "kafka"));
    }
}
