namespace Pipeline.Kafka.Producing;

/// <summary>Producer settings for tuning. <see cref="EventProducer"/> sets acks, idempotence and order itself.</summary>
public sealed record ProducerSettings
{
    /// <summary>How long a batch waits to fill, milliseconds, 0–1000 (KAFKA_LINGER_MS).</summary>
    public int LingerMs { get; init; } = 10;

    /// <summary>Compression codec (KAFKA_COMPRESSION).</summary>
    public CompressionType Compression { get; init; } = CompressionType.Lz4;

    /// <summary>Maximum batch size, bytes, 1,000–10,000,000 (KAFKA_BATCH_BYTES).</summary>
    public int BatchBytes { get; init; } = 1_000_000;
}
