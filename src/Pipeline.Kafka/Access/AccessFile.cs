using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Kafka.Topics;

namespace Pipeline.Kafka.Access;

/// <summary>Reads the declaration of the cluster's users.</summary>
public static class AccessFile
{
    /// <summary>Stands for the topics of all streams.</summary>
    private const string Streams = "{streams}";

    /// <summary>Stands for their dead-letter topics.</summary>
    private const string DeadLetters = "{dead-letters}";

    /// <summary>Stands for their consumer groups.</summary>
    private const string Groups = "{groups}";

    /// <summary>The declaration built into the program, for topics under the names that are set.</summary>
    public static IReadOnlyList<PrincipalDeclaration> BuiltIn(TopicNames names)
    {
        using var stream = typeof(AccessFile).Assembly.GetManifestResourceStream("acls.json")!;
        return Read(stream, names);
    }

    /// <summary>A declaration from elsewhere.</summary>
    /// <exception cref="JsonException">Not the format of acls.json.</exception>
    public static IReadOnlyList<PrincipalDeclaration> Read(Stream json, TopicNames names)
    {
        var file = JsonSerializer.Deserialize(json, AccessJson.Default.PrincipalList) ?? throw new JsonException("The file is empty.");
        return [.. file.Principals.Select(p => p with { Allow = [.. p.Allow.Select(a => a with { Names = [.. a.Names.SelectMany(n => Expand(n, names))] })] })];
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
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PrincipalList))]
internal sealed partial class AccessJson : JsonSerializerContext;
