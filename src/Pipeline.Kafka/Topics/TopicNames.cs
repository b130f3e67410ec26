namespace Pipeline.Kafka.Topics;

/// <summary>The names of the streams' topics in Kafka (KAFKA_TOPIC_NAME for each stream).</summary>
/// <param name="streams">The streams.</param>
/// <param name="names">Topic names by stream name. Without one, a stream has its default topic.</param>
public sealed class TopicNames(StreamRegistry streams, IReadOnlyDictionary<string, string>? names = null)
{
    /// <summary>Suffix of a dead-letter topic.</summary>
    public const string DeadLetterSuffix = ".dlq";

    /// <summary>The streams.</summary>
    public StreamRegistry Streams { get; } = streams;

    /// <summary>The topic of a stream.</summary>
    public string Of(StreamDefinition stream) => names?.GetValueOrDefault(stream.Name) ?? stream.DefaultTopic;

    /// <summary>The dead-letter topic of a stream: named after the stream, or after the topic that replaces the default one.</summary>
    public string DeadLettersOf(StreamDefinition stream) =>
        (Of(stream) is var topic && topic == stream.DefaultTopic ? stream.Name : topic) + DeadLetterSuffix;

    /// <summary>Maps the default name of a topic to its configured name.</summary>
    internal string Rename(string declared)
    {
        foreach (var stream in Streams.All)
        {
            if (declared == stream.DefaultTopic)
                return Of(stream);
            if (declared == stream.Name + DeadLetterSuffix)
                return DeadLettersOf(stream);
        }

        return declared;
    }
}
