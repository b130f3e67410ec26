using Pipeline.Hosting.Settings;
using Pipeline.Logs.Settings;

namespace Pipeline.UnitTests.Logs;

public sealed class LogSettingsTests
{
    [Fact]
    public void Without_settings_there_is_a_port_and_no_Kafka()
    {
        var settings = Read();
        Assert.Equal((8_000, 10_000, null), (settings.Port, settings.MaxStreams, settings.Kafka));
        Assert.Equal((10.0, 100_000), (settings.KafkaRate, settings.KafkaBuffer));
        Assert.NotEqual(settings.Seed, Read().Seed);
    }

    [Fact]
    public void Options_are_stronger_than_variables()
    {
        (string, string?)[] variables =
        [
            ("LOG_PORT", "1"), ("LOG_SEED", "2"), ("LOG_KAFKA_RATE", "3"), ("LOG_KAFKA", "true"), ("KAFKA_BOOTSTRAP_SERVERS", "a:1"),
            ("LOG_KAFKA_BUFFER", "4"), ("LOG_MAX_STREAMS", "5"),
        ];
        var settings = Read(variables);
        Assert.Equal((1, 2, 3.0, "a:1"), (settings.Port, settings.Seed, settings.KafkaRate, settings.Kafka!.BootstrapServers));
        Assert.Equal((4, 5), (settings.KafkaBuffer, settings.MaxStreams));
        settings = Read([.. variables, ("--port", "0"), ("--seed", "-9"), ("--kafka-rate", "0.5"), ("--brokers", "b:2,c:3")]);
        Assert.Equal((0, -9, 0.5, "b:2,c:3"), (settings.Port, settings.Seed, settings.KafkaRate, settings.Kafka!.BootstrapServers));
    }

    [Theory]
    [InlineData("--kafka", "true", true)]
    [InlineData("LOG_KAFKA", "TRUE", true)]
    [InlineData("--brokers", "a:1", true)]
    [InlineData("LOG_KAFKA", "false", false)]
    [InlineData("LOG_KAFKA", " ", false)]
    [InlineData("KAFKA_BOOTSTRAP_SERVERS", "a:1", false)]
    public void Kafka_is_asked_for(string name, string value, bool hasKafka) =>
        Assert.Equal(hasKafka, Read((name, value)).Kafka is not null);

    [Fact]
    public void A_rate_for_Kafka_without_Kafka_is_refused() => Assert.Equal(
        ["--kafka-rate needs --kafka."], Assert.Throws<SettingsException>(() => Read(("--kafka-rate", "5"))).Faults);

    [Fact]
    public void All_faults_are_named_at_once() => Assert.Equal(
        [
            "LOG_KAFKA=yes is not one of true, false.",
            "--port=65536 is not a port from 0 to 65535.",
            $"LOG_SEED=x is not a whole number from {long.MinValue} to {long.MaxValue}.",
            "LOG_MAX_STREAMS=0 is not a number of streams from 1 to 1000000.",
            "--brokers=nowhere is not a list of host:port, separated by commas.",
            "LOG_KAFKA_RATE=1e9 is not a rate per second above 0 and up to 100000.",
            "LOG_KAFKA_BUFFER=100001 is not a number of entries from 1 to 100000.",
        ],
        Assert.Throws<SettingsException>(() => Read(
            ("LOG_KAFKA", "yes"), ("--port", "65536"), ("LOG_PORT", "x"), ("LOG_SEED", "x"), ("LOG_MAX_STREAMS", "0"),
            ("--brokers", "nowhere"), ("LOG_KAFKA_RATE", "1e9"), ("LOG_KAFKA_BUFFER", "100001"))).Faults);

    private static LogSettings Read(params (string Name, string? Value)[] given)
    {
        string? Value(string name) => given.FirstOrDefault(s => s.Name == name).Value;
        return LogSettings.Read(Value, Value);
    }
}
