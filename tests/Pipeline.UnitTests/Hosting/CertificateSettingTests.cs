using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Pipeline.UnitTests.Hosting;

/// <summary>
/// Files with certificates and keys: what the libraries would only find when they connect is found before anything starts.
/// </summary>
public sealed class CertificateSettingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pipeline-certificates-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("KAFKA_SSL_CA_LOCATION")]
    [InlineData("POSTGRES_SSL_CA_LOCATION")]
    public void An_authority_in_PEM_form_is_taken(string name)
    {
        var (certificate, _) = Pair("authority");
        var settings = new Environment((name, certificate)).Read();
        Assert.Equal(certificate, settings.Kafka.Connection.SslCaLocation ?? settings.Postgres.SslCaLocation);
    }

    [Fact]
    public void PostgreSQL_is_asked_for_a_certificate_of_the_authority()
    {
        var (certificate, _) = Pair("authority");
        var text = new Environment(
            ("POSTGRES_SSL_CA_LOCATION", certificate), ("POSTGRES_SSL_MODE", "verify-full")).Read().Postgres.ConnectionString;
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(text);
        Assert.Equal((certificate, Npgsql.SslMode.VerifyFull), (connection.RootCertificate, connection.SslMode));
    }

    [Theory]
    [InlineData("not a certificate")]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n")]
    public void A_file_without_a_certificate_is_named(string content)
    {
        var file = Write("broken.crt", content);
        Assert.Equal(
            [$"KAFKA_SSL_CA_LOCATION={file} holds no certificate in PEM form.",
            $"POSTGRES_SSL_CA_LOCATION={file} holds no certificate in PEM form."],
            new Environment(("KAFKA_SSL_CA_LOCATION", file), ("POSTGRES_SSL_CA_LOCATION", file)).Faults());
    }

    [Fact]
    public void A_file_without_an_end_is_refused()
    {
        var (certificate, _) = Pair("client");
        Assert.Equal(
            ["KAFKA_SSL_CA_LOCATION=/dev/zero cannot be read: It is larger than 1,048,576 bytes."],
            new Environment(("KAFKA_SSL_CA_LOCATION", "/dev/zero")).Faults());
        Assert.Equal(
            ["KAFKA_SSL_KEY_LOCATION=/dev/zero is not the certificate's private key, in PEM form and without a password."],
            Client(certificate, "/dev/zero").Faults());
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_named() => Assert.StartsWith(
        $"KAFKA_SSL_CA_LOCATION={_folder.FullName} cannot be read: ",
        Assert.Single(new Environment(("KAFKA_SSL_CA_LOCATION", _folder.FullName)).Faults()), StringComparison.Ordinal);

    [Fact]
    public void A_clients_certificate_goes_to_the_client_library_with_its_key()
    {
        var (certificate, key) = Pair("client");
        var config = Client(certificate, key).Read().Kafka.Connection.Fill(new Confluent.Kafka.ClientConfig());
        Assert.Equal((certificate, key), (config.SslCertificateLocation, config.SslKeyLocation));
    }

    [Fact]
    public void A_clients_certificate_with_another_ones_key_is_named()
    {
        var (certificate, _) = Pair("client");
        var (_, key) = Pair("other");
        Assert.Equal(
            [$"KAFKA_SSL_KEY_LOCATION={key} is not the certificate's private key, in PEM form and without a password."],
            Client(certificate, key).Faults());
    }

    [Fact]
    public void A_clients_certificate_without_its_key_is_named()
    {
        var (certificate, key) = Pair("client");
        const string Sentence = "KAFKA_SSL_CERTIFICATE_LOCATION and KAFKA_SSL_KEY_LOCATION belong together: set both or neither.";
        Assert.Equal([Sentence], Client(certificate, "").Faults());
        Assert.Equal([Sentence], Client("", key).Faults());
    }

    private static Environment Client(string certificate, string key) =>
        new(("KAFKA_SSL_CERTIFICATE_LOCATION", certificate), ("KAFKA_SSL_KEY_LOCATION", key));

    private (string Certificate, string Key) Pair(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (Write($"{name}.crt", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, content);
        return file;
    }
}
