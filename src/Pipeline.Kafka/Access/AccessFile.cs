using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Access;

/// <summary>Reads the declaration of the cluster's principals.</summary>
public static class AccessFile
{
    /// <summary>Placeholder for the topics of all streams.</summary>
    private const string Streams = "{streams}";

    /// <summary>Placeholder for the dead-letter topics of all streams.</summary>
    private const string DeadLetters = "{dead-letters}";

    /// <summary>Placeholder for the consumer groups of all streams.</summary>
    private const string Groups = "{groups}";

    /// <summary>Reads the embedded copy of deploy/kafka/acls.json.</summary>
    /// <param name="names">Names of the topics, which replace the placeholders.</param>
    public static IReadOnlyList<PrincipalDeclaration> BuiltIn(TopicNames names)
    {
        using var stream = typeof(AccessFile).Assembly.GetManifestResourceStream("acls.json")!;
        return Read(stream, names);
    }

    /// <summary>Reads another declaration.</summary>
    /// <exception cref="JsonException">The format is not that of acls.json.</exception>
    public static IReadOnlyList<PrincipalDeclaration> Read(Stream json, TopicNames names)
    {
        var file = JsonSerializer.Deserialize(json, AccessJson.Default.PrincipalList) ?? throw new JsonException("The file is empty.");
        return [.. file.Principals.Select(p => p with
        {
            Allow = [.. p.Allow.Select(a => a with { Names = [.. a.Names.SelectMany(n => Expand(n, names))] })],
        })];
    }

    private static IEnumerable<string> Expand(string name, TopicNames names) => name switch
    {
        Streams => names.Streams.All.Select(names.Of),
        DeadLetters => names.Streams.All.Select(names.DeadLettersOf),
        Groups => names.Streams.All.Select(static s => s.ConsumerGroup),
        _ => [name],
    };
}

internal sealed record PrincipalList(IReadOnlyList<PrincipalDeclaration> Principals);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PrincipalList))]
internal sealed partial class AccessJson : JsonSerializerContext;
