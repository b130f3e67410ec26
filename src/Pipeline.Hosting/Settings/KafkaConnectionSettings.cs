namespace Pipeline.Hosting.Settings;

/// <summary>Reads KAFKA_BOOTSTRAP_SERVERS, KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_… and KAFKA_SSL_… .</summary>
public static partial class KafkaConnectionSettings
{
    /// <summary>Reads the settings. Faults are added to the reader.</summary>
    /// <param name="reader">The variables.</param>
    /// <param name="brokers">Value of the option --brokers, which replaces KAFKA_BOOTSTRAP_SERVERS; null if it is not set.</param>
    public static KafkaConnection Read(SettingsReader reader, string? brokers = null)
    {
        var protocol = reader.Choice(
            "KAFKA_SECURITY_PROTOCOL", SecurityProtocol.Plaintext,
            ("PLAINTEXT", SecurityProtocol.Plaintext), ("SSL", SecurityProtocol.Ssl),
            ("SASL_PLAINTEXT", SecurityProtocol.SaslPlaintext), ("SASL_SSL", SecurityProtocol.SaslSsl));
        var mechanism = reader.Choice<SaslMechanism?>(
            "KAFKA_SASL_MECHANISM", null,
            ("PLAIN", SaslMechanism.Plain), ("SCRAM-SHA-256", SaslMechanism.ScramSha256), ("SCRAM-SHA-512", SaslMechanism.ScramSha512));
        var user = reader.OptionalText("KAFKA_SASL_USERNAME");
        var password = reader.Secret("KAFKA_SASL_PASSWORD");
        if (protocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl
            && (mechanism is null || user is null || password is null))
        {
            reader.Fault(
                "KAFKA_SECURITY_PROTOCOL requires SASL: set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD (or _FILE).");
        }

        var (certificate, key) = ReadClientCertificate(reader);
        return new()
        {
            BootstrapServers = ReadServers(reader, brokers),
            SecurityProtocol = protocol,
            SaslMechanism = mechanism,
            SaslUsername = user,
            SaslPassword = password,
            SslCaLocation = reader.Certificates("KAFKA_SSL_CA_LOCATION"),
            SslCertificateLocation = certificate,
            SslKeyLocation = key,
        };
    }

    private static string ReadServers(SettingsReader reader, string? brokers)
    {
        var name = brokers is null ? "KAFKA_BOOTSTRAP_SERVERS" : "--brokers";
        var servers = brokers ?? reader.Text(name, "localhost:9092,localhost:9093,localhost:9094");
        if (!servers.Split(',').All(IsHostAndPort))
            reader.Fault($"{SettingsReader.Shown(name, servers)} is not a list of host:port, separated by commas.");
        return servers;
    }

    /// <summary>Accepts every form that librdkafka accepts, for example <c>plaintext://kafka:9092/</c>.</summary>
    private static bool IsHostAndPort(string server) =>
        Server().Match(server.Trim()) is { Success: true } match
            && Uri.CheckHostName(match.Groups["host"].Value) != UriHostNameType.Unknown
            && ushort.TryParse(match.Groups["port"].ValueSpan, out var port) && port > 0;

    [GeneratedRegex(
        @"^((PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL)://)?(\[(?<host>[0-9a-f:.%]+)\]|(?<host>[^\s/@:]+)):(?<port>[0-9]+)/?$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Server();

    private static (string? Certificate, string? Key) ReadClientCertificate(SettingsReader reader)
    {
        var faults = reader.Faults.Count;
        var certificate = reader.Certificates("KAFKA_SSL_CERTIFICATE_LOCATION");
        var key = reader.OptionalText("KAFKA_SSL_KEY_LOCATION");
        if ((certificate is null) != (key is null))
        {
            reader.Fault("KAFKA_SSL_CERTIFICATE_LOCATION and KAFKA_SSL_KEY_LOCATION belong together: set both or neither.");
        }
        else if (certificate is not null && reader.Faults.Count == faults)
        {
            try
            {
                X509Certificate2.CreateFromPem(SettingsReader.ReadFile(certificate), SettingsReader.ReadFile(key!)).Dispose();
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                reader.Fault($"KAFKA_SSL_KEY_LOCATION={key} is not the certificate's private key, in PEM form and without a password.");
            }
        }

        return (certificate, key);
    }
}
