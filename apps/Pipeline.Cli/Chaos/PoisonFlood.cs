using Pipeline.Simulation;

namespace Pipeline.Cli.Chaos;

/// <summary>Two thousand messages that are no events, typed into the console producer.</summary>
internal sealed class PoisonFlood(string[] brokers, string[] topics) : ChaosFault("poison-flood", "2,000 broken messages in one topic; they must end in its dead letters")
{
    private const int Messages = 2000;

    public override async Task<string> InjectAsync(ComposeProject project, SeededRandom random, CancellationToken cancellationToken)
    {
        var topic = topics[random.Next(topics.Length)];
        var broker = brokers[random.Next(brokers.Length)];
        // A JVM of its own beside the broker's: small, so that the container's memory is enough for both.
        await project.RunAsync(
            cancellationToken, "exec", "-T", "--env", "KAFKA_HEAP_OPTS=-Xmx96m", broker, "sh", "-c",
            $"seq 1 {Messages} | sed 's/^/chaos: not an event, number /' | /opt/kafka/bin/kafka-console-producer.sh --bootstrap-server {broker}:19092 --topic {topic}");
        return topic;
    }
}
