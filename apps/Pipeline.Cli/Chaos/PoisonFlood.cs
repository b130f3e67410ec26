namespace Pipeline.Cli.Chaos;

/// <summary>Sends 2,000 messages that are not events with Kafka's console producer.</summary>
internal sealed class PoisonFlood(string[] brokers, string[] topics)
    : ChaosFault("poison-flood", "2,000 broken messages in one topic; they must end in its dead letters")
{
    private const int Messages = 2000;

    public override async Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        var topic = topics[random.Next(topics.Length)];
        var broker = brokers[random.Next(brokers.Length)];
        // The producer runs in its own JVM next to the broker's. A small heap keeps both within the container's memory.
        await project.RunAsync(
            cancellationToken, "exec", "-T", "--env", "KAFKA_HEAP_OPTS=-Xmx96m", broker, "sh", "-c",
            $"seq 1 {Messages} | sed 's/^/chaos: not an event, number /' | " +
            $"/opt/kafka/bin/kafka-console-producer.sh --bootstrap-server {broker}:19092 --topic {topic}");
        return topic;
    }
}
