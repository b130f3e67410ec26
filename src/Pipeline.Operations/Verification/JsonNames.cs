using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Operations.Verification;

/// <summary>The report as JSON, with a line a field, and its names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(EndedVerification))]
[JsonSerializable(typeof(FindingKind))]
internal sealed partial class JsonNames : JsonSerializerContext
{
    /// <summary>The name of a kind, as in the JSON.</summary>
    public static string Of(FindingKind kind) => JsonSerializer.Serialize(kind, Default.FindingKind).Trim('"');
}
