using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Kafka;

/// <summary>The child process that hosts the mock cluster. A crash or the memory use of the library does not affect the parent.</summary>
internal static class KafkaChild
{
    public const string Role = "embedded-kafka";
    public const string BrokerDown = "broker-down";
    public const string BrokerUp = "broker-up";

    public static async Task<int> RunAsync(IEnumerable<string> topics)
    {
        using var parent = ParentLink.Open();
        MockCluster cluster;
        try
        {
            cluster = new MockCluster();
            foreach (var topic in topics.Select(EmbeddedTopic.FromArgument))
                cluster.CreateTopic(topic.Name, topic.Partitions, topic.Replication);
        }
        catch (Exception fault) when (fault is EmbeddedPartException or FormatException
            or DllNotFoundException or EntryPointNotFoundException)
        {
            parent.Failed($"The embedded Kafka could not start: {fault.Message}");
            return 1;
        }

        await parent.ServeAsync(cluster.BootstrapServers, command => Execute(command, cluster));
        // The cluster is not destroyed: the process exit frees it, and destroying it could block on a connected client.
        return 0;
    }

    private static Task Execute(string command, MockCluster cluster)
    {
        switch (command.Split(' '))
        {
            case [BrokerDown, var broker]:
                cluster.SetBrokerDown(int.Parse(broker, CultureInfo.InvariantCulture));
                break;
            case [BrokerUp, var broker]:
                cluster.SetBrokerUp(int.Parse(broker, CultureInfo.InvariantCulture));
                break;
            default:
                throw new FormatException($"'{command}' is not a command of the embedded Kafka. Valid: {BrokerDown}, {BrokerUp}.");
        }

        return Task.CompletedTask;
    }
}
