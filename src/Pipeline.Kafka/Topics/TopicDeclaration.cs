namespace Pipeline.Kafka.Topics;

/// <summary>A topic as deploy/kafka/topics.json declares it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="Replication">Replicas of each partition.</param>
/// <param name="Config">Topic configuration that must hold; other entries are left to the brokers.</param>
public sealed record TopicDeclaration(string Name, int Partitions, short Replication, IReadOnlyDictionary<string, string> Config);
