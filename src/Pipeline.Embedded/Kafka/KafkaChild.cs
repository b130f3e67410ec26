using System.Globalization;
using Pipeline.Embedded.Children;

namespace Pipeline.Embedded.Kafka;

/// <summary>The child that hosts the mock cluster: a crash of the library, or its 60-160 MB, never touches the parent.</summary>
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
        catch (Exception fault) when (fault is EmbeddedPartException or FormatException or DllNotFoundException or EntryPointNotFoundException)
        {
            parent.Failed($"The embedded Kafka could not start: {fault.Message}");
            return 1;
        }

        parent.Ready(cluster.BootstrapServers);
        while (await parent.NextCommandAsync() is { } command)
            Obey(command, cluster, parent);

        // The cluster is not destroyed: the end of the process frees all of it, and cannot wait for a client that hangs on.
        return 0;
    }

    private static void Obey(string command, MockCluster cluster, ParentLink parent)
    {
        try
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
                    throw new FormatException($"'{command}' is not a command of the embedded Kafka.");
            }

            parent.Answer(ParentLink.Done);
        }
        catch (Exception fault) when (fault is EmbeddedPartException or FormatException)
        {
            parent.Failed(fault.Message);
        }
    }
}
