namespace Benchmarks.Music;

/// <summary>The entry points of librdkafka that a producer needs. Source: rdkafka.h of librdkafka 2.16.</summary>
internal static partial class BareProducerImports
{
    public const int Producer = 0;

    /// <summary>RD_KAFKA_MSG_F_COPY: the client copies the value.</summary>
    public const int Copy = 2;

    /// <summary>RD_KAFKA_PARTITION_UA: the partitioner chooses.</summary>
    public const int AnyPartition = -1;

    static BareProducerImports() => KafkaLibrary.RouteImports(typeof(BareProducerImports).Assembly);

    /// <summary>Called by <see cref="Poll"/> and <see cref="Flush"/> per message. The message begins with its error code.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void DeliveryReport(nint client, nint message, nint opaque);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint NewConfiguration();

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Set(nint configuration, string name, string value, [Out] byte[] error, nuint errorLength);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set_dr_msg_cb")]
    public static partial void SetDeliveryReport(nint configuration, DeliveryReport report);

    /// <summary>Takes ownership of the configuration, unless it returns zero.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_new")]
    public static partial nint NewClient(int type, nint configuration, [Out] byte[] error, nuint errorLength);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewTopic(nint client, string topic, nint configuration);

    /// <summary>Returns −1 when the queue is full.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_produce")]
    public static partial int Produce(
        nint topic, int partition, int flags, in byte value, nuint valueLength, in byte key, nuint keyLength, nint opaque);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_poll")]
    public static partial int Poll(nint client, int milliseconds);

    /// <summary>Returns 0 when no message is left.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_flush")]
    public static partial int Flush(nint client, int milliseconds);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void DestroyTopic(nint topic);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_destroy")]
    public static partial void DestroyClient(nint client);
}
