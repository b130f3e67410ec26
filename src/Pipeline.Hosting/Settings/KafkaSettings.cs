namespace Pipeline.Hosting.Settings;

/// <summary>Reads KAFKA_… .</summary>
internal static class KafkaSettings
{
    public static KafkaOptions Read(SettingsReader reader, PipelineDomain domain)
    {
        var topics = ReadTopics(reader, domain.Streams);
        var partitions = (int?)reader.OptionalNumber("KAFKA_PARTITIONS", 1, 1_000, "a number of partitions");
        return new()
        {
            Enabled = reader.Switch("KAFKA_ENABLED", unset: true),
            Connection = KafkaConnectionSettings.Read(reader),
            Topics = topics,
            Partitions = partitions,
            DeclaredTopics = domain.DeclareTopics(topics, partitions),
            Producer = ReadProducer(reader),
            NewGroupProtocol = reader.Choice("KAFKA_GROUP_PROTOCOL", false, ("classic", false), ("consumer", true)),
            SessionTimeout = TimeSpan.FromMilliseconds(
                reader.Number("KAFKA_SESSION_TIMEOUT_MS", 45_000, 1_000, 1_800_000, "a number of milliseconds")),
            GroupPrefix = reader.Text("KAFKA_GROUP_PREFIX", ""),
            MaxLag = (int?)reader.OptionalNumber("KAFKA_MAX_LAG", 1, int.MaxValue, "a number of messages"),
        };
    }

    private static TopicNames ReadTopics(SettingsReader reader, StreamRegistry streams)
    {
        var names = streams.All.ToDictionary(static s => s.Name, s => reader.Text(Variable(s), s.Name), StringComparer.Ordinal);
        if (names.Values.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            reader.Fault(
                $"{string.Join(", ", streams.All.SkipLast(1).Select(Variable))} and {Variable(streams.All[^1])} must be different topics.");
        }

        return new(streams, names);
    }

    private static string Variable(StreamDefinition stream) => $"KAFKA_TOPIC_{stream.Name.ToUpperInvariant()}";

    private static ProducerSettings ReadProducer(SettingsReader reader) => new()
    {
        LingerMs = reader.Number("KAFKA_LINGER_MS", 10, 0, 1000, "a number of milliseconds"),
        Compression = reader.Choice(
            "KAFKA_COMPRESSION", CompressionType.Lz4, ("lz4", CompressionType.Lz4), ("none", CompressionType.None),
            ("gzip", CompressionType.Gzip), ("snappy", CompressionType.Snappy), ("zstd", CompressionType.Zstd)),
        BatchBytes = reader.Number("KAFKA_BATCH_BYTES", 1_000_000, 1_000, 10_000_000, "a number of bytes"),
    };
}
