using System.Diagnostics.Metrics;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Kafka.Telemetry;

/// <summary>One client's statistics as metrics. Only where somebody listens when the client is made: the client works for them.</summary>
internal sealed class ClientMeter : IDisposable
{
    private readonly List<IDisposable> _shown = [];
    private KeyValuePair<string, object?> _client;
    private ClientStatistics? _latest;

    private ClientMeter()
    {
    }

    /// <summary>How often a client makes statistics, milliseconds; 0: not at all.</summary>
    public static int IntervalFor(KafkaConnection connection) => connection.Statistics is null && !IsObserved ? 0 : 1000;

    /// <summary>The lag is among them: its log ends are the statistics'.</summary>
    private static bool IsObserved =>
        Instruments.ConsumerLag.IsObserved || Instruments.RequestErrors.IsObserved || Instruments.RequestRetries.IsObserved || Instruments.BrokerRoundTrip.IsObserved
        || Instruments.ClientQueueMessages.IsObserved || Instruments.ClientQueueBytes.IsObserved || Instruments.ClientFetchedBytes.IsObserved;

    /// <summary>For a producer; null when nobody listens.</summary>
    public static ClientMeter? OfProducer()
    {
        if (!IsObserved)
            return null;
        var meter = new ClientMeter();
        meter.ShowRequests();
        meter._shown.Add(Instruments.ClientQueueMessages.Observe(() => meter.Value(static s => s.QueueMessages)));
        meter._shown.Add(Instruments.ClientQueueBytes.Observe(() => meter.Value(static s => s.QueueBytes)));
        return meter;
    }

    /// <summary>For a member of a group; null when nobody listens.</summary>
    public static ClientMeter? OfMember()
    {
        if (!IsObserved)
            return null;
        var meter = new ClientMeter();
        meter.ShowRequests();
        meter._shown.Add(Instruments.ClientFetchedBytes.Observe(() => meter.Value(static s => s.FetchedBytes)));
        return meter;
    }

    /// <summary>Takes a second's statistics of the client.</summary>
    public ClientStatistics? Take(string client, string statistics)
    {
        if (ClientStatistics.Parse(statistics) is not { } taken)
            return null;
        if (_client.Key is null)
            _client = new(MetricTags.Client, client);
        Volatile.Write(ref _latest, taken);
        return taken;
    }

    public void Dispose() => _shown.ForEach(static s => s.Dispose());

    private void ShowRequests()
    {
        _shown.Add(Instruments.RequestErrors.Observe(() => Value(static s => s.Errors)));
        _shown.Add(Instruments.RequestRetries.Observe(() => Value(static s => s.Retries)));
        _shown.Add(Instruments.BrokerRoundTrip.Observe(RoundTrips));
    }

    private IEnumerable<Measurement<long>> Value(Func<ClientStatistics, long> of) =>
        Volatile.Read(ref _latest) is { } latest ? [new(of(latest), _client)] : [];

    private IEnumerable<Measurement<double>> RoundTrips() =>
        Volatile.Read(ref _latest)?.RoundTrips.Select(r => new Measurement<double>(r.RoundTrip.TotalSeconds, _client, new(MetricTags.Broker, r.Broker))) ?? [];
}
