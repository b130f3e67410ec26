namespace Pipeline.Kafka.Topics;

/// <summary>A topic, declared in deploy/kafka/topics.json.</summary>
/// <param name="Name">Name.</param>
/// <param name="Partitions">Number of partitions, 1 or more.</param>
/// <param name="Replication">Replicas of each partition, 1 or more.</param>
/// <param name="Config">Required topic configuration. Other entries keep the brokers' values.</param>
/// <param name="Group">Consumer group of the topic's stream; null for a topic that no group consumes.</param>
/// <param name="DeadLetters">Dead-letter topic of the topic's stream; null for a topic that has none.</param>
public sealed record TopicDeclaration(
    string Name, int Partitions, short Replication, IReadOnlyDictionary<string, string> Config,
    string? Group = null, string? DeadLetters = null);
