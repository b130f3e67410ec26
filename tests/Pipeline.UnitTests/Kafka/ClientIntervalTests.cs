using Pipeline.Kafka;
using Pipeline.Kafka.Telemetry;
using Pipeline.Streams.Telemetry;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Kafka;

/// <summary>Alone: whether anybody listens is one for the process, and other tests listen.</summary>
[CollectionDefinition(nameof(ClientIntervalTests), DisableParallelization = true)]
[Collection(nameof(ClientIntervalTests))]
public sealed class ClientIntervalTests
{
    [Fact]
    public void A_client_makes_statistics_only_for_somebody()
    {
        var connection = new KafkaConnection { BootstrapServers = "kafka:9092" };
        Assert.Equal(0, ClientMeter.IntervalFor(connection));
        Assert.Equal(1000, ClientMeter.IntervalFor(connection with { Statistics = static _ => { } }));
        using (new Measurements(Instruments.RequestErrors.Name))
            Assert.Equal(1000, ClientMeter.IntervalFor(connection));
        Assert.Equal(0, ClientMeter.IntervalFor(connection));
    }
}
