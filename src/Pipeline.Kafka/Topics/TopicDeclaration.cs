namespace Pipeline.Kafka.Topics;

/// <summary>A topic to create. Those of the streams are declared in deploy/kafka/topics.json.</summary>
/// <param name="Name">Name.</param>
/// <param name="Partitions">Number of partitions, 1 or more.</param>
/// <param name="Replication">Replicas of each partition, 1 or more; or <see cref="BrokerDefault"/>.</param>
/// <param name="Config">Required topic configuration. Other entries keep the brokers' values.</param>
/// <param name="Group">Consumer group of the topic's stream; null for a topic that no group consumes.</param>
/// <param name="DeadLetters">Dead-letter topic of the topic's stream; null for a topic that has none.</param>
/// <param name="Targets">What the pipeline of the topic must reach; null if nothing is promised.</param>
public sealed record TopicDeclaration(
    string Name, int Partitions, short Replication, IReadOnlyDictionary<string, string> Config,
    string? Group = null, string? DeadLetters = null, TopicTargets? Targets = null)
{
    /// <summary>The brokers' default.replication.factor.</summary>
    public const short BrokerDefault = -1;
}

/// <summary>Performance targets of a topic. Brokers do not know them; commands that measure compare with them.</summary>
/// <param name="MessagesPerSecond">Rate that producer and consumers must reach.</param>
/// <param name="P99Milliseconds">Time within which 99 of 100 messages must be consumed.</param>
/// <param name="AvailablePercent">Per cent of the messages that must be acknowledged at the first attempt.</param>
public sealed record TopicTargets(int MessagesPerSecond, int P99Milliseconds, double AvailablePercent)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{MessagesPerSecond:N0} messages/s, p99 {P99Milliseconds:N0} ms, {AvailablePercent:0.###} % available");
}
