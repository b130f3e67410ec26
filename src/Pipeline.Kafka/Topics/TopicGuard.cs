namespace Pipeline.Kafka.Topics;

/// <summary>Checks at start that topics exist with the declared partitions. Otherwise order or events could be lost silently.</summary>
public static class TopicGuard
{
    /// <summary>Compares the cluster's topics with the declaration.</summary>
    /// <returns>One message per difference; empty if there is none.</returns>
    /// <exception cref="KafkaException">No broker answered in time.</exception>
    public static IReadOnlyList<string> Check(KafkaConnection connection, IReadOnlyList<TopicDeclaration> wanted, TimeSpan timeout)
    {
        // Requests all topics, because a request for a named topic can create that topic.
        var found = AdminClients.Run(connection, admin => admin.GetMetadata(timeout)).Topics
            .Where(t => t.Error.Code == ErrorCode.NoError && t.Partitions.Count > 0)
            .ToDictionary(t => t.Topic, t => t.Partitions.Count, StringComparer.Ordinal);
        return [.. wanted.Select(w => Difference(w, found)).OfType<string>()];
    }

    private static string? Difference(TopicDeclaration wanted, Dictionary<string, int> found)
    {
        if (!found.TryGetValue(wanted.Name, out var partitions))
        {
            return $"Topic '{wanted.Name}' does not exist: create it with `pipeline topics` (in containers: `make topics`), "
                + "or set KAFKA_TOPIC_… to the topic meant.";
        }

        return partitions == wanted.Partitions
            ? null
            : $"Topic '{wanted.Name}' has {partitions} partitions instead of {wanted.Partitions}: keys would change their partition; "
                + "delete the topic and run `pipeline topics` (in containers: `make topics`), or set KAFKA_PARTITIONS to the number meant.";
    }
}
