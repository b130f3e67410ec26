namespace Benchmarks.Music;

/// <summary>
/// The limit of any producer on librdkafka: calls its C functions with keys and values that are already in memory, and only counts the
/// delivery reports. Has the configuration of the simulator's producer.
/// </summary>
internal sealed class BareProducer : IDisposable
{
    /// <summary>Delivery reports are served once per this number of messages.</summary>
    private const int PollInterval = 500;
    private const int FlushMilliseconds = 60_000;

    // Fields, because librdkafka keeps only their addresses.
    private readonly ProducerImports.DeliveryReport _report;
    private readonly ProducerImports.ClientError _error = static (_, _, _, _) => { };
    private readonly nint _client;
    private readonly nint _topic;

    public BareProducer(ProducerConfig config, string topic)
    {
        _report = (_, message, _) => Acknowledged += Marshal.ReadInt32(message) == 0 ? 1 : 0;
        _client = ProducerImports.NewProducer(config, _report, _error);
        _topic = ProducerImports.NewTopic(_client, topic, nint.Zero);
    }

    /// <summary>Number of messages whose delivery report has no error.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Sends the messages and waits for their delivery reports.</summary>
    public void Send(IReadOnlyList<(byte[] Key, byte[] Value)> messages)
    {
        for (var index = 0; index < messages.Count; index++)
        {
            while (!ProducerImports.Produce(_topic, messages[index].Key, messages[index].Value))
                _ = ProducerImports.Poll(_client, 10);
            if (index % PollInterval == 0)
                _ = ProducerImports.Poll(_client, 0);
        }

        _ = ProducerImports.Flush(_client, FlushMilliseconds);
    }

    public void Dispose()
    {
        ProducerImports.DestroyTopic(_topic);
        ClientImports.DestroyClient(_client);
        GC.KeepAlive(_report);
        GC.KeepAlive(_error);
    }
}
