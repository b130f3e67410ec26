namespace Pipeline.Kafka;

/// <summary>Address and credentials of the cluster, used by all clients.</summary>
public sealed record KafkaConnection
{
    /// <summary>
    /// Maximum stored (compressed) bytes of a partition in a fetch. The client unpacks a whole fetch at once. With the default of 1 MiB,
    /// it can unpack to more memory than a process has. A larger record batch is still returned.
    /// </summary>
    private const int MaxPartitionFetchBytes = 16 * 1024;

    /// <summary>Maximum stored (compressed) bytes of all partitions of a broker in a fetch.</summary>
    private const int MaxFetchBytes = 4 * MaxPartitionFetchBytes;

    /// <summary>One or more host:port, separated by commas (KAFKA_BOOTSTRAP_SERVERS).</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Plaintext, Ssl, SaslPlaintext or SaslSsl (KAFKA_SECURITY_PROTOCOL).</summary>
    public SecurityProtocol SecurityProtocol { get; init; } = SecurityProtocol.Plaintext;

    /// <summary>SASL mechanism; null for a protocol without SASL (KAFKA_SASL_MECHANISM).</summary>
    public SaslMechanism? SaslMechanism { get; init; }

    /// <summary>SASL user (KAFKA_SASL_USERNAME).</summary>
    public string? SaslUsername { get; init; }

    /// <summary>SASL password (KAFKA_SASL_PASSWORD).</summary>
    public string? SaslPassword { get; init; }

    /// <summary>File with the certificate authority, for protocols with TLS (KAFKA_SSL_CA_LOCATION).</summary>
    public string? SslCaLocation { get; init; }

    /// <summary>File with the client certificate, if the brokers require one (KAFKA_SSL_CERTIFICATE_LOCATION).</summary>
    public string? SslCertificateLocation { get; init; }

    /// <summary>File with the private key of the client certificate (KAFKA_SSL_KEY_LOCATION).</summary>
    public string? SslKeyLocation { get; init; }

    /// <summary>
    /// Called with the librdkafka statistics of each client as JSON, once per second, on a thread of the client; null for no statistics.
    /// Fields: https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md
    /// </summary>
    public Action<string>? Statistics { get; init; }

    /// <summary>Returns the brokers only, because the ToString of a record would include the password.</summary>
    public override string ToString() => BootstrapServers;

    /// <summary>Sets the connection properties of a client's configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="statisticsMs">
    /// Interval of the statistics, milliseconds; 0 for none; null for 1000 if <see cref="Statistics"/> is set and 0 otherwise.
    /// </param>
    /// <returns>The same configuration.</returns>
    public T Fill<T>(T config, int? statisticsMs = null)
        where T : ClientConfig
    {
        config.BootstrapServers = BootstrapServers;
        config.SecurityProtocol = SecurityProtocol;
        config.SaslMechanism = SaslMechanism;
        config.SaslUsername = SaslUsername;
        config.SaslPassword = SaslPassword;
        config.SslCaLocation = SslCaLocation;
        config.SslCertificateLocation = SslCertificateLocation;
        config.SslKeyLocation = SslKeyLocation;
        config.ClientId = AppDomain.CurrentDomain.FriendlyName;
        // Reconnects to a restarted broker within one second; the default is ten.
        config.ReconnectBackoffMs = 50;
        config.ReconnectBackoffMaxMs = 1000;
        config.SocketKeepaliveEnable = true;
        if (config is ConsumerConfig consumer)
        {
            consumer.MaxPartitionFetchBytes = MaxPartitionFetchBytes;
            // Both, because the client raises fetch.max.bytes to message.max.bytes.
            consumer.FetchMaxBytes = consumer.MessageMaxBytes = MaxFetchBytes;
            // How long fetching pauses when the queue is full. The default of one second starves a fast reader.
            consumer.FetchQueueBackoffMs = 5;
        }

        config.StatisticsIntervalMs = statisticsMs ?? (Statistics is null ? 0 : 1000);
        return config;
    }
}
