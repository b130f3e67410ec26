namespace Pipeline.Kafka.Librdkafka;

/// <summary>The entry points of librdkafka that a producer needs. Source: rdkafka.h of librdkafka 2.16.</summary>
internal static partial class ProducerImports
{
    /// <summary>RD_KAFKA_MSG_F_COPY: the client copies the value.</summary>
    private const int Copy = 2;

    /// <summary>RD_KAFKA_PARTITION_UA: the partitioner chooses.</summary>
    private const int AnyPartition = -1;

    /// <summary>Called by <see cref="Poll"/> and <see cref="Flush"/> per message. The message begins with its error code.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void DeliveryReport(nint client, nint message, nint opaque);

    /// <summary>Called by <see cref="Poll"/> and <see cref="Flush"/> for an error of the client.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void ClientError(nint client, ErrorCode error, nint reason, nint opaque);

    /// <summary>Creates a producer. The caller keeps the delegates alive, because librdkafka keeps only their addresses.</summary>
    /// <exception cref="InvalidOperationException">librdkafka refuses the configuration.</exception>
    public static nint NewProducer(ProducerConfig config, DeliveryReport report, ClientError failed) => ClientImports.NewProducer(
        // Settings of Confluent.Kafka itself begin with dotnet.
        config.Where(static c => !c.Key.StartsWith("dotnet.", StringComparison.Ordinal)),
        configuration =>
        {
            SetDeliveryReport(configuration, report);
            SetClientError(configuration, failed);
        });

    /// <summary>Adds a message to the client's queue. The client copies key and value.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">Key.</param>
    /// <param name="value">Value.</param>
    /// <param name="number">A number that its delivery report has, see <see cref="NumberOf"/>.</param>
    /// <returns>Whether the message was added; otherwise <see cref="LastError"/> returns the reason.</returns>
    public static bool Produce(nint topic, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long number = 0) => Produce(
        topic, AnyPartition, Copy, in MemoryMarshal.GetReference(value), (nuint)value.Length, in MemoryMarshal.GetReference(key),
        (nuint)key.Length, (nint)number) == 0;

    /// <summary>The same with headers, which are copied too.</summary>
    /// <returns>NoError, or why the message was not added.</returns>
    public static ErrorCode Produce(nint client, MessageArguments arguments)
    {
        var error = ProduceArguments(client, arguments.Address, (nuint)arguments.Count);
        if (error == nint.Zero)
            return ErrorCode.NoError;
        var code = CodeOf(error);
        DestroyError(error);
        return code;
    }

    /// <summary>The number of a delivery report's message: the member _private of rd_kafka_message_t, after 64 bytes.</summary>
    public static long NumberOf(nint message) => Marshal.ReadIntPtr(message, 64);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_produceva")]
    private static partial nint ProduceArguments(nint client, nint arguments, nuint count);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_error_code")]
    private static partial ErrorCode CodeOf(nint error);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_error_destroy")]
    private static partial void DestroyError(nint error);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewTopic(nint client, string topic, nint configuration);

    /// <summary>The error of the last call on this thread.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_last_error")]
    public static partial ErrorCode LastError();

    /// <summary>Serves reports and errors, and waits for them at most the given time.</summary>
    /// <returns>Number of served reports and errors.</returns>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_poll")]
    public static partial int Poll(nint client, int milliseconds);

    /// <summary>Serves reports and errors until every message has its report, at most for the given time.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_flush")]
    public static partial ErrorCode Flush(nint client, int milliseconds);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void DestroyTopic(nint topic);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set_dr_msg_cb")]
    private static partial void SetDeliveryReport(nint configuration, DeliveryReport report);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set_error_cb")]
    private static partial void SetClientError(nint configuration, ClientError failed);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_produce")]
    private static partial int Produce(
        nint topic, int partition, int flags, in byte value, nuint valueLength, in byte key, nuint keyLength, nint opaque);
}
