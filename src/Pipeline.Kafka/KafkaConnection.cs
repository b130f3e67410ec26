using Confluent.Kafka;

namespace Pipeline.Kafka;

/// <summary>How to reach the cluster and how to prove who one is. The same for every client.</summary>
public sealed record KafkaConnection
{
    /// <summary>host:port, separated by commas (KAFKA_BOOTSTRAP_SERVERS).</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Plaintext, Ssl, SaslPlaintext or SaslSsl (KAFKA_SECURITY_PROTOCOL).</summary>
    public SecurityProtocol SecurityProtocol { get; init; } = SecurityProtocol.Plaintext;

    /// <summary>SASL mechanism, where the protocol has SASL (KAFKA_SASL_MECHANISM).</summary>
    public SaslMechanism? SaslMechanism { get; init; }

    /// <summary>SASL user (KAFKA_SASL_USERNAME).</summary>
    public string? SaslUsername { get; init; }

    /// <summary>SASL password (KAFKA_SASL_PASSWORD).</summary>
    public string? SaslPassword { get; init; }

    /// <summary>File with the certificate authority, where the protocol has TLS (KAFKA_SSL_CA_LOCATION).</summary>
    public string? SslCaLocation { get; init; }

    /// <summary>File with the client's own certificate, where the brokers ask for one (KAFKA_SSL_CERTIFICATE_LOCATION).</summary>
    public string? SslCertificateLocation { get; init; }

    /// <summary>File with its private key (KAFKA_SSL_KEY_LOCATION).</summary>
    public string? SslKeyLocation { get; init; }

    /// <summary>
    /// Takes librdkafka's statistics of each client, JSON, once a second, on a thread of the client's; null: none are made.
    /// Their fields: https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md
    /// </summary>
    public Action<string>? Statistics { get; init; }

    /// <summary>The brokers alone: what a record prints by itself would hold the password.</summary>
    public override string ToString() => BootstrapServers;

    /// <summary>Puts the connection into a client's configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="statisticsMs">How often the client makes statistics, milliseconds; null: once a second where <see cref="Statistics"/> takes them.</param>
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
        // A broker that comes back is found within a second, not after the ten that are the default.
        config.ReconnectBackoffMs = 50;
        config.ReconnectBackoffMaxMs = 1000;
        config.SocketKeepaliveEnable = true;
        config.StatisticsIntervalMs = statisticsMs ?? (Statistics is null ? 0 : 1000);
        return config;
    }
}
