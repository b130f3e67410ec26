namespace Pipeline.Kafka.Librdkafka;

/// <summary>The functions of librdkafka that create and destroy a client. Source: rdkafka.h of librdkafka 2.16.</summary>
internal static partial class ClientImports
{
    private const int Producer = 0;
    private const int ErrorTextLength = 512;

    static ClientImports() => KafkaLibrary.RouteImports(typeof(ClientImports).Assembly);

    /// <summary>Creates a client of librdkafka's producer type.</summary>
    /// <param name="settings">Configuration properties of librdkafka.</param>
    /// <param name="configure">Sets callbacks on the configuration.</param>
    /// <returns>The client, to be passed to <see cref="DestroyClient"/>.</returns>
    /// <exception cref="InvalidOperationException">librdkafka refuses the configuration.</exception>
    public static nint NewProducer(IEnumerable<KeyValuePair<string, string>> settings, Action<nint>? configure = null)
    {
        var error = new byte[ErrorTextLength];
        var configuration = NewConfiguration();
        foreach (var (name, value) in settings)
        {
            if (Set(configuration, name, value, error, ErrorTextLength) != 0)
                throw Refusal(configuration, $"librdkafka refuses {name}", error);
        }

        configure?.Invoke(configuration);
        var client = NewClient(Producer, configuration, error, ErrorTextLength);
        return client != nint.Zero ? client : throw Refusal(configuration, "librdkafka could not start", error);
    }

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_destroy")]
    public static partial void DestroyClient(nint client);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConfiguration();

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint configuration, string name, string value, [Out] byte[] error, nuint errorLength);

    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_conf_destroy")]
    private static partial void DestroyConfiguration(nint configuration);

    /// <summary>Takes ownership of the configuration, unless it returns zero.</summary>
    [LibraryImport(KafkaLibrary.Name, EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int type, nint configuration, [Out] byte[] error, nuint errorLength);

    private static InvalidOperationException Refusal(nint configuration, string what, byte[] error)
    {
        DestroyConfiguration(configuration);
        return new($"{what}: {Encoding.UTF8.GetString(error).TrimEnd('\0')}.");
    }
}
