using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Kafka.Topics;

/// <summary>Reads the declaration of the topics.</summary>
public static class TopicFile
{
    /// <summary>The declaration built into the program, under the names that are set.</summary>
    public static IReadOnlyList<TopicDeclaration> BuiltIn(TopicNames names)
    {
        using var stream = typeof(TopicFile).Assembly.GetManifestResourceStream("topics.json")!;
        return Read(stream, names);
    }

    /// <summary>A declaration from elsewhere.</summary>
    /// <exception cref="JsonException">Not the format of topics.json.</exception>
    public static IReadOnlyList<TopicDeclaration> Read(Stream json, TopicNames names)
    {
        var file = JsonSerializer.Deserialize(json, TopicJson.Default.TopicList) ?? throw new JsonException("The file is empty.");
        return [.. file.Topics.Select(t => t with { Name = Rename(t.Name, names) })];
    }

    /// <summary>A declared topic's name, or the one that is set for it.</summary>
    internal static string Rename(string declared, TopicNames names)
    {
        var defaults = new TopicNames();
        foreach (var stream in Events.Shop.ShopTopics.All)
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
