using Confluent.Kafka;
using Pipeline.Embedded.Kafka;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;

namespace Pipeline.IntegrationTests.Topics;

public sealed class LogEndsTests
{
    private const short ListOffsets = 2;

    [Theory]
    [InlineData(ErrorCode.OffsetNotAvailable)]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    public void After_a_change_of_leader_the_end_is_asked_for_again(ErrorCode error)
    {
        using var cluster = new MockCluster();
        cluster.CreateTopic("users");
        using var log = new LogEnds(new KafkaConnection { BootstrapServers = cluster.BootstrapServers });
        cluster.PushRequestErrors(ListOffsets, [.. Enumerable.Repeat((int)error, 6)]);

        Assert.Equal(new LogEnd(0, 0), log.Of("users", 0));
    }
}
