using Pipeline.Ads.Errors;
using Pipeline.Ads.Records;

namespace Pipeline.Ads.Ingest;

/// <summary>What to send, and where to.</summary>
internal sealed record IngestOptions
{
    /// <summary>All rows of a file to the servers of the settings.</summary>
    public static IngestOptions Of(PipelineSettings settings, string file)
    {
        var kafka = settings.Kafka;
        return new()
        {
            File = file,
            StatePath = IngestState.PathOf(file),
            Brokers = kafka.Connection,
            Producer = ProducerOf(settings),
            Topic = kafka.Topics.Of(AdStreams.Events),
            ErrorTopic = BrokenRowTopic.Errors,
            Registry = kafka.SchemaRegistry,
            // Only the embedded Kafka has a maximum lag. It has no controller, and its logs end with the process.
            TopicId = kafka.MaxLag is null ? topic => IdOfAsync(kafka.Connection, topic) : null,
        };
    }

    /// <summary>The codec of the topic unless KAFKA_COMPRESSION is set: otherwise the brokers would compress every batch again.</summary>
    public static ProducerSettings ProducerOf(PipelineSettings settings) => settings.Reader.OptionalText("KAFKA_COMPRESSION") is null
        ? settings.Kafka.Producer with { Compression = CompressionType.Snappy }
        : settings.Kafka.Producer;

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>Number of rows after which to stop, also broken ones; null: all.</summary>
    public long? MaxRecords { get; init; }

    /// <summary>Whether to continue where an earlier run was acknowledged.</summary>
    public bool Resume { get; init; }

    /// <summary>File of the state.</summary>
    public required string StatePath { get; init; }

    /// <summary>The cluster.</summary>
    public required KafkaConnection Brokers { get; init; }

    /// <summary>Batching and compression.</summary>
    public required ProducerSettings Producer { get; init; }

    /// <summary>Topic of the rows.</summary>
    public required string Topic { get; init; }

    /// <summary>Topic of the broken rows.</summary>
    public required string ErrorTopic { get; init; }

    /// <summary>The schema registry.</summary>
    public required RegistryOptions Registry { get; init; }

    /// <summary>Asks for the id that Kafka assigned to a topic; null for brokers without ids, such as the embedded ones.</summary>
    public Func<string, Task<Guid>>? TopicId { get; init; }

    /// <summary>
    /// Waits until the consumers are near the given number of messages; null: no wait. Needed for brokers that drop messages which no
    /// consumer has read, such as the embedded ones.
    /// </summary>
    public Func<long, CancellationToken, Task>? Room { get; init; }

    private static async Task<Guid> IdOfAsync(KafkaConnection brokers, string topic)
    {
        using var log = new LogEnds(brokers);
        return await log.TopicIdAsync(topic);
    }
}
