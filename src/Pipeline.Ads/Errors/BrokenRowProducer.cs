namespace Pipeline.Ads.Errors;

/// <summary>Sends few messages at a time to the topics of broken rows.</summary>
internal sealed class BrokenRowProducer : IDisposable
{
    private readonly IProducer<byte[], byte[]> _producer;

    public BrokenRowProducer(KafkaConnection connection, TimeSpan timeout) =>
        _producer = new ProducerBuilder<byte[], byte[]>(connection.Fill(new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            // The partitioner of `ingest`: all messages of a key must be in one partition, which keeps their order.
            Partitioner = Partitioner.Murmur2Random,
            AllowAutoCreateTopics = false,
            LingerMs = 5,
            MessageTimeoutMs = (int)timeout.TotalMilliseconds,
        })).SetErrorHandler(static (_, _) => { }).SetLogHandler(static (_, _) => { }).Build();

    /// <summary>Sends a row.</summary>
    /// <returns>Name of the fault; null if the message is acknowledged.</returns>
    public Task<string?> SendAsync(string topic, BrokenRow row) =>
        SendAsync(topic, Encoding.UTF8.GetBytes(row.Key), row.ToJson());

    /// <summary>Sends a message.</summary>
    /// <returns>Name of the fault; null if the message is acknowledged.</returns>
    public async Task<string?> SendAsync(string topic, byte[] key, byte[] value, Headers? headers = null)
    {
        try
        {
            await _producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = key, Value = value, Headers = headers });
            return null;
        }
        catch (ProduceException<byte[], byte[]> e)
        {
            return FaultTable.OfKafka(e.Error.Code.ToString()).Name;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();
}
