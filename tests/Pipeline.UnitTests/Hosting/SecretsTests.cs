namespace Pipeline.UnitTests.Hosting;

public sealed class SecretsTests : IDisposable
{
    private const string Secret = "hunter2-very-secret";

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_secret_is_read_from_its_variable() =>
        Assert.Equal(Secret, new Environment(("POSTGRES_PASSWORD", Secret)).Read().Postgres.Password);

    [Fact]
    public void A_secret_is_read_from_its_file_without_the_line_end()
    {
        File.WriteAllText(_file, Secret + "\n");
        Assert.Equal(Secret, new Environment(("POSTGRES_PASSWORD", ""), ("POSTGRES_PASSWORD_FILE", _file)).Read().Postgres.Password);
    }

    [Fact]
    public void A_secret_set_in_both_ways_is_a_fault()
    {
        File.WriteAllText(_file, Secret);
        Assert.Equal(
            ["POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are both set: keep one."],
            new Environment(("POSTGRES_PASSWORD_FILE", _file)).Faults());
    }

    [Fact]
    public void A_missing_password_says_what_to_set() =>
        Assert.Equal(
            ["POSTGRES_PASSWORD is not set: set it, or set POSTGRES_PASSWORD_FILE to a file that contains it."],
            new Environment(("POSTGRES_PASSWORD", "")).Faults());

    [Fact]
    public void A_file_that_cannot_be_read_is_the_one_fault() =>
        Assert.StartsWith(
            "POSTGRES_PASSWORD_FILE=/no/such/file cannot be read: ",
            Assert.Single(
                new Environment(
                    ("POSTGRES_PASSWORD", ""), ("POSTGRES_PASSWORD_FILE", "/no/such/file")).Faults()), StringComparison.Ordinal);

    [Fact]
    public void A_folder_in_place_of_the_file_is_the_one_fault() =>
        Assert.StartsWith(
            "KAFKA_SASL_PASSWORD_FILE=/ cannot be read: ",
            Assert.Single(Sasl(("KAFKA_SASL_PASSWORD_FILE", "/")).Faults()), StringComparison.Ordinal);

    [Fact]
    public void An_empty_file_is_no_password() =>
        Assert.Equal(
            [$"POSTGRES_PASSWORD_FILE={_file} is empty."],
            new Environment(("POSTGRES_PASSWORD", ""), ("POSTGRES_PASSWORD_FILE", _file)).Faults());

    [Fact]
    public void A_file_without_an_end_is_refused() =>
        Assert.Equal(
            ["POSTGRES_PASSWORD_FILE=/dev/zero cannot be read: It is larger than 1,048,576 bytes."],
            new Environment(("POSTGRES_PASSWORD", ""), ("POSTGRES_PASSWORD_FILE", "/dev/zero")).Faults());

    [Fact]
    public void No_fault_repeats_a_secret()
    {
        File.WriteAllText(_file, Secret);
        var faults = new Environment(
            ("POSTGRES_PASSWORD", Secret), ("POSTGRES_PASSWORD_FILE", _file), ("KAFKA_SASL_PASSWORD", Secret),
            ("KAFKA_SASL_PASSWORD_FILE", "/no/such/file"),
            ("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"), ("POSTGRES_PORT", "x")).Faults();
        Assert.True(faults.Count >= 4);
        Assert.DoesNotContain(faults, static f => f.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("KAFKA_SASL_MECHANISM")]
    [InlineData("KAFKA_SASL_USERNAME")]
    [InlineData("KAFKA_SASL_PASSWORD")]
    public void SASL_needs_all_three_of_its_settings(string missing) =>
        Assert.Equal(
            ["KAFKA_SECURITY_PROTOCOL requires SASL: set KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD (or _FILE)."],
            Sasl(("KAFKA_SASL_PASSWORD", Secret), (missing, "")).Faults());

    [Fact]
    public void SASL_with_all_three_is_passed_on()
    {
        File.WriteAllText(_file, Secret);
        var connection = Sasl(("KAFKA_SASL_PASSWORD_FILE", _file)).Read().Kafka.Connection;
        var config = connection.Fill(new Confluent.Kafka.ClientConfig());
        Assert.Equal(("relay", Secret), (config.SaslUsername, config.SaslPassword));
        Assert.Equal(
            (Confluent.Kafka.SecurityProtocol.SaslSsl, Confluent.Kafka.SaslMechanism.ScramSha512),
            (config.SecurityProtocol, config.SaslMechanism));
    }

    [Fact]
    public void Settings_that_are_printed_hold_no_secret()
    {
        var settings = Sasl(("POSTGRES_PASSWORD", Secret), ("KAFKA_SASL_PASSWORD", Secret), ("DASHBOARD_TOKEN", Secret)).Read();
        object[] groups = [settings, settings.Kafka, settings.Kafka.Connection, settings.Postgres, settings.Dashboard];
        Assert.All(groups, static group => Assert.DoesNotContain(Secret, group.ToString(), StringComparison.Ordinal));
    }

    private static Environment Sasl(params ReadOnlySpan<(string Name, string Value)> variables) => new(
        [("KAFKA_SECURITY_PROTOCOL", "SASL_SSL"), ("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512"), ("KAFKA_SASL_USERNAME", "relay"),
        .. variables]);
}
