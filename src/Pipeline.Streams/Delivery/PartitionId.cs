using Pipeline.Streams.Definitions;

namespace Pipeline.Streams.Delivery;

/// <summary>A partition of a stream's topic; with its consumer group the key of the table consumer_progress.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="TopicName">Name of the topic in Kafka.</param>
/// <param name="Partition">Number of the partition, from 0.</param>
public readonly record struct PartitionId(StreamDefinition Stream, string TopicName, int Partition)
{
    /// <summary>The consumer group of the stream.</summary>
    public string Group => Stream.ConsumerGroup;

    /// <inheritdoc/>
    public override string ToString() => $"{TopicName}/{Partition}";
}
