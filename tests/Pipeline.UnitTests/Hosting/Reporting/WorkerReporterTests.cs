using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Pipeline.Hosting.Reporting;
using Pipeline.Kafka.Consuming;
using Pipeline.Operations.Status;
using Pipeline.Shop.Records;
using Pipeline.Streams.Delivery;
using Pipeline.Streams.Telemetry;

namespace Pipeline.UnitTests.Hosting.Reporting;

public sealed class WorkerReporterTests
{
    [Fact]
    public async Task Report_has_partitions_breaker_and_latencies_and_survives_being_sent()
    {
        using var breaker = new BreakerUnderTest(failures: 1);
        using var reporter = new WorkerReporter(new FakeTimeProvider(DateTimeOffset.UnixEpoch));
        reporter.Watch("orders-consumers", "reported", new MemberStatus { Partitions = [0, 2] }, breaker.Breaker);
        await breaker.FailAsync();
        // Other tests of this process measure too: a topic of this one's own.
        for (var i = 0; i < 100; i++)
            Instruments.EffectDuration.Record(0.02, MetricTags.Of(new PartitionId(ShopStreams.Orders, "reported", 0)));

        var sent = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(reporter.Report(), ReportJson.Default.WorkerReport), ReportJson.Default.WorkerReport)!;
        Assert.Equal(DateTimeOffset.UnixEpoch, sent.StartedAt);
        var member = Assert.Single(sent.Members);
        Assert.Equal(
            ("orders-consumers", "reported", BreakerState.Open, 1),
            (member.Group, member.Topic, member.Breaker.State, member.Breaker.Failures));
        Assert.Equal([0, 2], member.Partitions);
        Assert.Equal(BreakerState.Open, Assert.Single(member.Breaker.History).State);
        var latency = Assert.Single(sent.Latencies, static l => l.Topic == "reported");
        Assert.Equal((100, 100), (latency.Histogram.TotalCount, latency.Histogram.GetCountAtValue(20_000)));
    }
}
