using Pipeline.Kafka.Telemetry;
using Pipeline.Streams.Telemetry;
using Pipeline.UnitTests.Streams;

namespace Pipeline.UnitTests.Kafka;

public sealed class ClientStatisticsTests
{
    /// <summary>
    /// Cut down from what librdkafka made of a consumer with one partition, and a bootstrap connection besides its broker.
    /// </summary>
    private const string Statistics = """
        { "name": "Consumer#consumer-1", "type": "consumer", "msg_cnt": 7, "msg_size": 900,
          "brokers": {
            "kafka-1:19092/bootstrap": { "nodeid": -1, "txerrs": 2, "txretries": 0, "rtt": { "avg": 9, "cnt": 1 } },
            "kafka-1:19092/1": { "nodeid": 1, "txerrs": 1, "txretries": 3, "rtt": { "min": 400, "avg": 1500, "p99": 4000, "cnt": 12 } },
            "kafka-2:19092/2": { "nodeid": 2, "txerrs": 0, "txretries": 1, "rtt": { "avg": 0, "cnt": 0 } } },
          "topics": { "orders": { "topic": "orders", "partitions": {
            "0": { "partition": 0, "fetchq_size": 512, "hi_offset": 42, "ls_offset": 42, "consumer_lag": -1 },
            "1": { "partition": 1, "fetchq_size": 0, "hi_offset": -1001 },
            "-1": { "partition": -1, "fetchq_size": 0, "hi_offset": 5 } } } } }
        """;

    [Fact]
    public void Everything_shown_is_taken_from_where_librdkafka_has_it()
    {
        var taken = ClientStatistics.Parse(Statistics)!;
        Assert.Equal((7, 900, 512, 3, 4), (taken.QueueMessages, taken.QueueBytes, taken.FetchedBytes, taken.Errors, taken.Retries));
        Assert.Equal((1, TimeSpan.FromMicroseconds(1500)), Assert.Single(taken.RoundTrips));
        Assert.Equal((("orders", 0), 42), (Assert.Single(taken.LogEnds).Key, Assert.Single(taken.LogEnds).Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("7")]
    public void What_is_no_statistics_is_passed_over(string text) => Assert.Null(ClientStatistics.Parse(text));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"brokers":7,"topics":{"orders":{}},"msg_cnt":"many"}""")]
    public void What_is_missing_is_nothing(string text) => Assert.Equal(0, ClientStatistics.Parse(text)!.QueueMessages);

    [Fact]
    public void A_client_shows_its_last_statistics_until_it_ends()
    {
        using var measured = new Measurements(Instruments.RequestRetries.Name);
        using (var meter = ClientMeter.OfMember()!)
        {
            Assert.DoesNotContain(measured.Read(), static m => m.Tags == "messaging.client.id=a test's");
            meter.Take("a test's", Statistics);
            Assert.Contains((4, "messaging.client.id=a test's"), measured.Read());
        }

        Assert.DoesNotContain(measured.Read(), static m => m.Tags == "messaging.client.id=a test's");
    }
}
