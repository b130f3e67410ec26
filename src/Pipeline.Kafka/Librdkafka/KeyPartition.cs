namespace Pipeline.Kafka.Librdkafka;

/// <summary>The partition of a key: murmur2, as this pipeline's producers and the Java client choose it.</summary>
public static partial class KeyPartition
{
    static KeyPartition() => KafkaLibrary.RouteImports(typeof(KeyPartition).Assembly);

    /// <summary>The partition of a key, from 0.</summary>
    /// <param name="key">The key, not null in Kafka: messages without a key have no fixed partition.</param>
    /// <param name="partitions">Number of partitions of the topic.</param>
    public static int Of(ReadOnlySpan<byte> key, int partitions) =>
        Murmur2(nint.Zero, in MemoryMarshal.GetReference(key), (nuint)key.Length, partitions, nint.Zero, nint.Zero);

    /// <summary>Source: rdkafka.h of librdkafka 2.16. It reads only the key and the number of partitions.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_msg_partitioner_murmur2")]
    private static partial int Murmur2(
        nint topic, in byte key, nuint length, int partitions, nint topicOpaque, nint messageOpaque);
}
