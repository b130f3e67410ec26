using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Kafka.Topics;

/// <summary>Reads the declaration of the topics.</summary>
public static class TopicFile
{
    /// <summary>The declaration built into the program, under the names and with the number of partitions that are set.</summary>
    /// <param name="names">Names of the topics.</param>
    /// <param name="partitions">Partitions of each of the three streams; null: as declared. Dead-letter topics stay as declared.</param>
    public static IReadOnlyList<TopicDeclaration> BuiltIn(TopicNames names, int? partitions = null)
    {
        using var stream = typeof(TopicFile).Assembly.GetManifestResourceStream("topics.json")!;
        return Read(stream, names, partitions);
    }

    /// <summary>A declaration from elsewhere, as <see cref="BuiltIn"/> reads its own.</summary>
    /// <exception cref="JsonException">Not the format of topics.json.</exception>
    public static IReadOnlyList<TopicDeclaration> Read(Stream json, TopicNames names, int? partitions = null)
    {
        var file = JsonSerializer.Deserialize(json, TopicJson.Default.TopicList) ?? throw new JsonException("The file is empty.");
        var streams = Streams.Shop.ShopTopics.All.Select(new TopicNames().Of).ToHashSet(StringComparer.Ordinal);
        return [.. file.Topics.Select(t => t with
        {
            Name = Rename(t.Name, names),
            Partitions = streams.Contains(t.Name) ? partitions ?? t.Partitions : t.Partitions,
        })];
    }

    /// <summary>A declared topic's name, or the one that is set for it.</summary>
    internal static string Rename(string declared, TopicNames names)
    {
        var defaults = new TopicNames();
        foreach (var stream in Streams.Shop.ShopTopics.All)
        {
            if (declared == defaults.Of(stream))
                return names.Of(stream);
            if (declared == defaults.DeadLettersOf(stream))
                return names.DeadLettersOf(stream);
        }

        return declared;
    }
}

internal sealed record TopicList(IReadOnlyList<TopicDeclaration> Topics);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TopicList))]
internal sealed partial class TopicJson : JsonSerializerContext;
