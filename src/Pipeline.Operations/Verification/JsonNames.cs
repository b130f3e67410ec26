namespace Pipeline.Operations.Verification;

/// <summary>The verification report as indented JSON, and the names in it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(EndedVerification))]
[JsonSerializable(typeof(FindingKind))]
internal sealed partial class JsonNames : JsonSerializerContext
{
    /// <summary>The JSON name of a kind.</summary>
    public static string Of(FindingKind kind) => JsonSerializer.Serialize(kind, Default.FindingKind).Trim('"');
}
