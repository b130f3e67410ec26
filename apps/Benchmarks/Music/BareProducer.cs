namespace Benchmarks.Music;

/// <summary>
/// The limit of any producer on librdkafka: its C functions, called with keys and values that are ready in memory, and a delivery report
/// that only counts. The same configuration as the simulator's producer.
/// </summary>
internal sealed class BareProducer : IDisposable
{
    /// <summary>Delivery reports are served once per this number of messages.</summary>
    private const int PollInterval = 500;
    private const int FlushMilliseconds = 60_000;

    private readonly BareProducerImports.DeliveryReport _report;
    private readonly nint _client;
    private readonly nint _topic;

    public BareProducer(ProducerConfig config, string topic)
    {
        // A field, because librdkafka keeps the pointer and the collector does not know that.
        _report = OnReport;
        var error = new byte[512];
        var configuration = BareProducerImports.NewConfiguration();
        foreach (var (name, value) in config)
        {
            if (!name.StartsWith("dotnet.", StringComparison.Ordinal)
                && BareProducerImports.Set(configuration, name, value, error, (nuint)error.Length) != 0)
                throw new InvalidOperationException($"librdkafka refuses {name}={value}: {Encoding.UTF8.GetString(error).TrimEnd('\0')}.");
        }

        BareProducerImports.SetDeliveryReport(configuration, _report);
        _client = BareProducerImports.NewClient(BareProducerImports.Producer, configuration, error, (nuint)error.Length);
        if (_client == nint.Zero)
            throw new InvalidOperationException($"librdkafka could not start: {Encoding.UTF8.GetString(error).TrimEnd('\0')}.");
        _topic = BareProducerImports.NewTopic(_client, topic, nint.Zero);
    }

    /// <summary>Messages with a delivery report without an error.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Sends the messages and waits for their delivery reports.</summary>
    public void Send(IReadOnlyList<(byte[] Key, byte[] Value)> messages)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            var (key, value) = messages[index];
            while (BareProducerImports.Produce(
                _topic, BareProducerImports.AnyPartition, BareProducerImports.Copy, in value[0], (nuint)value.Length, in key[0],
                (nuint)key.Length, nint.Zero) != 0)
                _ = BareProducerImports.Poll(_client, 10);
            if (index % PollInterval == 0)
                _ = BareProducerImports.Poll(_client, 0);
        }

        _ = BareProducerImports.Flush(_client, FlushMilliseconds);
    }

    public void Dispose()
    {
        BareProducerImports.DestroyTopic(_topic);
        BareProducerImports.DestroyClient(_client);
        GC.KeepAlive(_report);
    }

    private void OnReport(nint client, nint message, nint opaque) => Acknowledged += Marshal.ReadInt32(message) == 0 ? 1 : 0;
}
