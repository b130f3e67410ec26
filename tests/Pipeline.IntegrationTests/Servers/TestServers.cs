
[assembly: AssemblyFixture(typeof(TestServers))]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
// Most of a test's time is waiting for a server, so there are more of them at once than cores.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]

namespace Pipeline.IntegrationTests.Servers;

/// <summary>The servers of the whole run; each starts when the first test asks for it.</summary>
public sealed class TestServers : IAsyncDisposable
{
    public TestServers()
    {
        var choice = new ServerChoice();
        Postgres = new(choice);
        Kafka = new(choice);
    }

    internal PostgresServer Postgres { get; }

    internal KafkaServer Kafka { get; }

    public async ValueTask DisposeAsync()
    {
        await Kafka.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
