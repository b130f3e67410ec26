namespace Pipeline.Hosting.Settings;

/// <summary>Reads KAFKA_… .</summary>
public static class KafkaSettings
{
    /// <summary>Maximum length of a stream's topic name. It leaves room for the suffix of the dead-letter topic.</summary>
    private static readonly int MaxTopicLength = KafkaNames.MaxLength - TopicNames.DeadLetterSuffix.Length;

    internal static KafkaOptions Read(SettingsReader reader, PipelineDomain domain)
    {
        var topics = ReadTopics(reader, domain.Streams);
        var partitions = (int?)reader.OptionalNumber("KAFKA_PARTITIONS", 1, 1_000, "a number of partitions");
        var declared = domain.DeclareTopics(topics, partitions);
        CheckTopics(reader, topics, declared);
        return new()
        {
            Enabled = reader.Switch("KAFKA_ENABLED", unset: true),
            Connection = KafkaConnectionSettings.Read(reader),
            Topics = topics,
            Partitions = partitions,
            DeclaredTopics = declared,
            Producer = ReadProducer(reader),
            NewGroupProtocol = reader.Choice("KAFKA_GROUP_PROTOCOL", false, ("classic", false), ("consumer", true)),
            SessionTimeout = TimeSpan.FromMilliseconds(
                reader.Number("KAFKA_SESSION_TIMEOUT_MS", 45_000, 1_000, 1_800_000, "a number of milliseconds")),
            SchemaRegistry = ReadRegistry(reader),
            GroupPrefix = ReadGroupPrefix(reader, domain.Streams),
            MaxLag = (int?)reader.OptionalNumber("KAFKA_MAX_LAG", 1, int.MaxValue, "a number of messages"),
        };
    }

    /// <summary>Reads SCHEMA_REGISTRY_….</summary>
    public static RegistryOptions ReadRegistry(SettingsReader reader)
    {
        var url = reader.Address("SCHEMA_REGISTRY_URL", RegistryOptions.DefaultUrl);
        var user = reader.OptionalText("SCHEMA_REGISTRY_USERNAME");
        var password = reader.Secret("SCHEMA_REGISTRY_PASSWORD");
        if ((user is null) != (password is null))
            reader.Fault("SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD (or _FILE) belong together: set both or neither.");
        return new() { Url = url, Username = user, Password = password };
    }

    private static TopicNames ReadTopics(SettingsReader reader, StreamRegistry streams) => new(streams, streams.All.ToDictionary(
        static s => s.Name, s => reader.Text(Variable(s.Name), s.DefaultTopic), StringComparer.Ordinal));

    /// <summary>Checks each topic name that is set against Kafka's rules and the names of the other declared topics.</summary>
    private static void CheckTopics(SettingsReader reader, TopicNames names, IReadOnlyList<TopicDeclaration> declared)
    {
        foreach (var stream in names.Streams.All)
        {
            var variable = Variable(stream.Name);
            if (reader.OptionalText(variable) is not { } topic)
                continue;
            var deadLetters = names.DeadLettersOf(stream);
            var others = declared.Select(static t => t.Name).ToList();
            others.Remove(topic);
            others.Remove(deadLetters);
            if (topic.Length > MaxTopicLength || !KafkaNames.IsTopic(topic))
            {
                reader.Fault(
                    $"{variable}={topic} is not a topic name: a name has 1 to {MaxTopicLength} of the characters " +
                    $"{KafkaNames.Characters}, is not . or .. and does not begin with __.");
            }
            else if (others.Find(o => KafkaNames.Collide(o, topic) || KafkaNames.Collide(o, deadLetters)) is { } other)
            {
                reader.Fault(
                    $"{variable}={topic} and its dead-letter topic collide with the topic {other}: " +
                    "each topic needs its own name, and Kafka does not distinguish . and _.");
            }
        }
    }

    private static string ReadGroupPrefix(SettingsReader reader, StreamRegistry streams)
    {
        var prefix = reader.Text("KAFKA_GROUP_PREFIX", "");
        var max = KafkaNames.MaxLength - streams.All.Select(static s => s.ConsumerGroup.Length).DefaultIfEmpty().Max();
        if (prefix.Length > max || !KafkaNames.HasOnlyValidCharacters(prefix))
            reader.Fault($"KAFKA_GROUP_PREFIX={prefix} is not a prefix of at most {max} of the characters {KafkaNames.Characters}.");
        return prefix;
    }

    /// <summary>
    /// The topic variables of all declared streams. Includes streams of domains that the program does not know, so that their variables
    /// cause no warning.
    /// </summary>
    public static IEnumerable<string> TopicVariables(PipelineDomain domain) => domain.DeclareTopics(new(domain.Streams), null)
        .Select(static t => t.Group).OfType<string>().Select(static g => Variable(g[..g.LastIndexOf('-')]));

    private static string Variable(string stream) => $"KAFKA_TOPIC_{stream.ToUpperInvariant()}";

    /// <summary>Reads KAFKA_LINGER_MS, KAFKA_COMPRESSION and KAFKA_BATCH_BYTES.</summary>
    public static ProducerSettings ReadProducer(SettingsReader reader) => new()
    {
        LingerMs = reader.Number("KAFKA_LINGER_MS", 10, 0, 1000, "a number of milliseconds"),
        Compression = reader.Choice(
            "KAFKA_COMPRESSION", CompressionType.Lz4, ("lz4", CompressionType.Lz4), ("none", CompressionType.None),
            ("gzip", CompressionType.Gzip), ("snappy", CompressionType.Snappy), ("zstd", CompressionType.Zstd)),
        BatchBytes = reader.Number("KAFKA_BATCH_BYTES", 1_000_000, 1_000, 10_000_000, "a number of bytes"),
    };
}
