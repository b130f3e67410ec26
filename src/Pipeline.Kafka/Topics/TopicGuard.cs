using Confluent.Kafka;

namespace Pipeline.Kafka.Topics;

/// <summary>Refuses to start on topics that are missing or cut differently: both would lose order or events without a word.</summary>
public static class TopicGuard
{
    /// <summary>Compares what is there with what is declared.</summary>
    /// <returns>One sentence a difference; none when all is well.</returns>
    /// <exception cref="KafkaException">No broker answered in time.</exception>
    public static IReadOnlyList<string> Check(KafkaConnection connection, IReadOnlyList<TopicDeclaration> wanted, TimeSpan timeout)
    {
        // All topics, never one by name: a request that names a topic may create it.
        var found = AdminClients.Run(connection, admin => admin.GetMetadata(timeout)).Topics
            .Where(t => t.Error.Code == ErrorCode.NoError && t.Partitions.Count > 0)
            .ToDictionary(t => t.Topic, t => t.Partitions.Count, StringComparer.Ordinal);
        return [.. wanted.Select(w => Difference(w, found)).OfType<string>()];
    }

    private static string? Difference(TopicDeclaration wanted, Dictionary<string, int> found)
    {
        if (!found.TryGetValue(wanted.Name, out var partitions))
            return $"Topic '{wanted.Name}' does not exist: create it with `make topics`, or set KAFKA_TOPIC_… to the topic meant.";
        return partitions == wanted.Partitions
            ? null
            : $"Topic '{wanted.Name}' has {partitions} partitions instead of {wanted.Partitions}: keys would change their partition; delete the topic and run `make topics`, or set KAFKA_PARTITIONS to the number meant.";
    }
}
