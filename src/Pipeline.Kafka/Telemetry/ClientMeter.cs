namespace Pipeline.Kafka.Telemetry;

/// <summary>Publishes a client's statistics as metrics, if a listener exists when the client is created.</summary>
internal sealed class ClientMeter : IDisposable
{
    private readonly List<IDisposable> _shown = [];
    private KeyValuePair<string, object?> _client;
    private ClientStatistics? _latest;

    private ClientMeter()
    {
    }

    /// <summary>Interval of the client's statistics, milliseconds; 0 for none.</summary>
    public static int IntervalFor(KafkaConnection connection) => connection.Statistics is null && !IsObserved ? 0 : 1000;

    /// <summary>Includes the lag, because its log ends come from the statistics.</summary>
    private static bool IsObserved =>
        Instruments.ConsumerLag.IsObserved
        || Instruments.RequestErrors.IsObserved || Instruments.RequestRetries.IsObserved || Instruments.BrokerRoundTrip.IsObserved
        || Instruments.ClientQueueMessages.IsObserved || Instruments.ClientQueueBytes.IsObserved
        || Instruments.ClientFetchedBytes.IsObserved;

    /// <summary>Creates the meter of a producer; null without a listener.</summary>
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

    /// <summary>Creates the meter of a group member; null without a listener.</summary>
    public static ClientMeter? OfMember()
    {
        if (!IsObserved)
            return null;
        var meter = new ClientMeter();
        meter.ShowRequests();
        meter._shown.Add(Instruments.ClientFetchedBytes.Observe(() => meter.Value(static s => s.FetchedBytes)));
        return meter;
    }

    /// <summary>Updates the metrics from the client's statistics; null if the JSON is invalid.</summary>
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

    private IEnumerable<Measurement<double>> RoundTrips() => Volatile.Read(ref _latest)?.RoundTrips
        .Select(r => new Measurement<double>(r.RoundTrip.TotalSeconds, _client, new(MetricTags.Broker, r.Broker))) ?? [];
}
