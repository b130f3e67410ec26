namespace Pipeline.Kafka.Librdkafka;

/// <summary>The entry points of librdkafka that a producer needs. Source: rdkafka.h of librdkafka 2.16.</summary>
internal static partial class ProducerImports
{
    /// <summary>RD_KAFKA_MSG_F_COPY: the client copies the value.</summary>
    private const int Copy = 2;

    /// <summary>RD_KAFKA_PARTITION_UA: the partitioner chooses.</summary>
    private const int AnyPartition = -1;

    private const int Producer = 0;
    private const int ErrorTextLength = 512;

    static ProducerImports() => KafkaLibrary.RouteImports(typeof(ProducerImports).Assembly);

    /// <summary>Called by <see cref="Poll"/> and <see cref="Flush"/> per message. The message begins with its error code.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void DeliveryReport(nint client, nint message, nint opaque);

    /// <summary>Called by <see cref="Poll"/> and <see cref="Flush"/> for an error of the client.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void ClientError(nint client, ErrorCode error, nint reason, nint opaque);

    /// <summary>Creates a producer. The caller keeps the delegates alive, because librdkafka keeps only their addresses.</summary>
    /// <exception cref="InvalidOperationException">librdkafka refuses the configuration.</exception>
    public static nint NewProducer(ProducerConfig config, DeliveryReport report, ClientError failed)
    {
        var error = new byte[ErrorTextLength];
        var configuration = NewConfiguration();
        // Settings of Confluent.Kafka itself begin with dotnet.
        foreach (var (name, value) in config.Where(static c => !c.Key.StartsWith("dotnet.", StringComparison.Ordinal)))
        {
            if (Set(configuration, name, value, error, ErrorTextLength) != 0)
                throw new InvalidOperationException($"librdkafka refuses {name}: {Text(error)}.");
        }

        SetDeliveryReport(configuration, report);
        SetClientError(configuration, failed);
        var client = NewClient(Producer, configuration, error, ErrorTextLength);
        return client != nint.Zero ? client : throw new InvalidOperationException($"librdkafka could not start: {Text(error)}.");
    }

    /// <summary>Adds a message to the client's queue, which copies key and value.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="key">Key.</param>
    /// <param name="value">Value.</param>
    /// <param name="number">A number that its delivery report has, see <see cref="NumberOf"/>.</param>
    /// <returns>Whether it was added; otherwise <see cref="LastError"/> has the reason.</returns>
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

    /// <summary>The number of a delivery report's message: its member _private, behind eight members.</summary>
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

    /// <summary>Returns the number of served reports and errors.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_poll")]
    public static partial int Poll(nint client, int milliseconds);

    /// <summary>Returns after the time, or when all reports are served.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_flush")]
    public static partial ErrorCode Flush(nint client, int milliseconds);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void DestroyTopic(nint topic);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_destroy")]
    public static partial void DestroyClient(nint client);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfiguration();

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint configuration, string name, string value, [Out] byte[] error, nuint errorLength);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set_dr_msg_cb")]
    private static partial void SetDeliveryReport(nint configuration, DeliveryReport report);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set_error_cb")]
    private static partial void SetClientError(nint configuration, ClientError failed);

    /// <summary>Takes ownership of the configuration, unless it returns zero.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int type, nint configuration, [Out] byte[] error, nuint errorLength);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_produce")]
    private static partial int Produce(
        nint topic, int partition, int flags, in byte value, nuint valueLength, in byte key, nuint keyLength, nint opaque);

    private static string Text(byte[] error) => Encoding.UTF8.GetString(error).TrimEnd('\0');
}
