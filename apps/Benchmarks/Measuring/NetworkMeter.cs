using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Benchmarks.Measuring;

/// <summary>Bytes between this process and the servers: to brokers by librdkafka's statistics, to PostgreSQL by Npgsql's meter.</summary>
internal sealed class NetworkMeter : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _kafka = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private long _postgres;

    public NetworkMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Npgsql" && (instrument.Name.EndsWith("bytes_read", StringComparison.Ordinal) || instrument.Name.EndsWith("bytes_written", StringComparison.Ordinal)))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => Interlocked.Add(ref _postgres, bytes));
        _listener.Start();
    }

    /// <summary>Bytes until now; those of Kafka's clients are up to a second old.</summary>
    public long Bytes => Interlocked.Read(ref _postgres) + _kafka.Values.Sum();

    /// <summary>Takes a client's statistics: https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md</summary>
    public void Take(string statistics)
    {
        using var json = JsonDocument.Parse(statistics);
        var client = json.RootElement;
        _kafka[client.GetProperty("name").GetString()!] = client.GetProperty("tx_bytes").GetInt64() + client.GetProperty("rx_bytes").GetInt64();
    }

    public void Dispose() => _listener.Dispose();
}
