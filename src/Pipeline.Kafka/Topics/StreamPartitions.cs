namespace Pipeline.Kafka.Topics;

/// <summary>The partitions of the streams' topics.</summary>
public static class StreamPartitions
{
    /// <summary>The partitions of all streams, ordered by stream and number.</summary>
    /// <param name="names">Names of the topics.</param>
    /// <param name="declared">The declared topics, with these names.</param>
    /// <exception cref="InvalidOperationException">A stream has no declared topic.</exception>
    public static IEnumerable<PartitionId> Of(TopicNames names, IReadOnlyList<TopicDeclaration> declared) =>
        names.Streams.All.SelectMany(stream =>
        {
            var topic = names.Of(stream);
            var count = declared.FirstOrDefault(t => t.Name == topic)?.Partitions
                ?? throw new InvalidOperationException($"Stream {stream} has no topic: declare {topic} in deploy/kafka/topics.json.");
            return Enumerable.Range(0, count).Select(partition => new PartitionId(stream, topic, partition));
        });
}
