namespace Pipeline.Kafka.Producing;

/// <summary>The configuration that all producers of events share: idempotent, ordered, acknowledged by all in-sync replicas.</summary>
internal static class ProducerConfigs
{
    public static ProducerConfig Of(KafkaConnection connection, ProducerSettings settings, int? statisticsMs = null) =>
        connection.Fill(new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            MaxInFlight = 5,
            LingerMs = settings.LingerMs,
            CompressionType = settings.Compression,
            BatchSize = settings.BatchBytes,
            BatchNumMessages = 10_000,
            // The hash of the Java client, so that all programs map a key to the same partition.
            Partitioner = Partitioner.Murmur2Random,
            // No timeout. If one message timed out and later ones succeeded, the order of its key would break.
            MessageTimeoutMs = 0,
            QueueBufferingMaxMessages = 100_000,
            QueueBufferingMaxKbytes = 65_536,
            AllowAutoCreateTopics = false,
            DeliveryReportFields = "none",
        }, statisticsMs);
}
