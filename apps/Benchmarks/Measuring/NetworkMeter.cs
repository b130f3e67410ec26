namespace Benchmarks.Measuring;

/// <summary>Bytes between this process and the servers: brokers from librdkafka's statistics, PostgreSQL from Npgsql's meter.</summary>
internal sealed class NetworkMeter : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _kafka = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private long _postgres;

    public NetworkMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var isBytes = instrument.Name.EndsWith("bytes_read", StringComparison.Ordinal)
                || instrument.Name.EndsWith("bytes_written", StringComparison.Ordinal);
            if (instrument.Meter.Name == "Npgsql" && isBytes)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _postgres, bytes));
        _listener.Start();
    }

    /// <summary>Total bytes. Those of Kafka's clients are up to one second old.</summary>
    public long Bytes => Interlocked.Read(ref _postgres) + _kafka.Values.Sum();

    /// <summary>Adds the statistics of a Kafka client: https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md</summary>
    public void AddStatistics(string statistics)
    {
        using var json = JsonDocument.Parse(statistics);
        var client = json.RootElement;
        var bytes = client.GetProperty("tx_bytes").GetInt64() + client.GetProperty("rx_bytes").GetInt64();
        _kafka[client.GetProperty("name").GetString()!] = bytes;
    }

    public void Dispose() => _listener.Dispose();
}
