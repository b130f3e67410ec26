namespace Pipeline.Kafka.Topics;

/// <summary>Reads the declaration of the topics, deploy/kafka/topics.json.</summary>
public static class TopicFile
{
    /// <summary>Reads the embedded copy of deploy/kafka/topics.json.</summary>
    /// <param name="names">Names of the topics.</param>
    /// <param name="partitions">Partitions of each stream's topic; null: as declared. Dead-letter topics keep their number.</param>
    public static IReadOnlyList<TopicDeclaration> BuiltIn(TopicNames names, int? partitions = null)
    {
        using var stream = typeof(TopicFile).Assembly.GetManifestResourceStream("topics.json")!;
        return Read(stream, names, partitions);
    }

    /// <summary>Reads another declaration. See <see cref="BuiltIn"/> for the parameters.</summary>
    /// <exception cref="JsonException">The format is not that of topics.json.</exception>
    public static IReadOnlyList<TopicDeclaration> Read(Stream json, TopicNames names, int? partitions = null)
    {
        var file = JsonSerializer.Deserialize(json, TopicJson.Default.TopicList) ?? throw new JsonException("The file is empty.");
        return [.. file.Topics.Select(t => t with
        {
            Name = names.Rename(t.Name),
            Partitions = names.Streams.All.All(s => s.DefaultTopic != t.Name) ? t.Partitions : partitions ?? t.Partitions,
        })];
    }
}

internal sealed record TopicList(IReadOnlyList<TopicDeclaration> Topics);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TopicList))]
internal sealed partial class TopicJson : JsonSerializerContext;
