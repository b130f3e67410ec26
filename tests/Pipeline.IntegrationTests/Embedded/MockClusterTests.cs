using Confluent.Kafka;
using Pipeline.Embedded;
using Pipeline.Embedded.Kafka;

namespace Pipeline.IntegrationTests.Embedded;

public sealed class MockClusterTests
{
    private const short Produce = 0;

    [Fact]
    public async Task Pushed_error_fails_the_next_request_only()
    {
        using var cluster = new MockCluster();
        cluster.CreateTopic("users");
        cluster.PushRequestErrors(Produce, (int)ErrorCode.MsgSizeTooLarge);
        using var producer = NewProducer(cluster);

        var refused = await Assert.ThrowsAsync<ProduceException<Null, string>>(() => SendAsync(producer));
        var accepted = await SendAsync(producer);

        Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
        Assert.Equal(PersistenceStatus.Persisted, accepted.Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Partition_has_the_leader_that_was_set(int broker)
    {
        using var cluster = new MockCluster();
        cluster.CreateTopic("users");
        cluster.SetPartitionLeader("users", 0, broker);
        using var producer = NewProducer(cluster);
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();

        var topic = Assert.Single(admin.GetMetadata("users", TimeSpan.FromSeconds(10)).Topics);

        Assert.Equal(broker, topic.Partitions.Single(partition => partition.PartitionId == 0).Leader);
    }

    [Fact]
    public void Broker_that_does_not_exist_is_refused()
    {
        using var cluster = new MockCluster();

        Assert.Throws<EmbeddedPartException>(() => cluster.SetBrokerDown(9));
    }

    [Fact]
    public void Disposed_cluster_throws_instead_of_crashing()
    {
        var cluster = new MockCluster();
        cluster.Dispose();
        cluster.Dispose();

        Assert.Throws<ObjectDisposedException>(() => cluster.CreateTopic("users"));
    }

    [Fact]
    public void Cluster_and_clients_share_one_librdkafka()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        using var cluster = new MockCluster();
        using var producer = NewProducer(cluster);

        var files = File.ReadLines("/proc/self/maps").Where(line => line.Contains("librdkafka", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct(StringComparer.Ordinal);

        Assert.StartsWith(AppContext.BaseDirectory, Assert.Single(files), StringComparison.Ordinal);
    }

    private static IProducer<Null, string> NewProducer(MockCluster cluster) =>
        new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = cluster.BootstrapServers }).Build();

    private static Task<DeliveryResult<Null, string>> SendAsync(IProducer<Null, string> producer) =>
        producer.ProduceAsync("users", new() { Value = "v" }, TestContext.Current.CancellationToken);
}
