using System.Text.Json.Serialization;

namespace Pipeline.Operations.Status;

/// <summary>The report as JSON, written and read without reflection: a worker answers once a second with hardly any garbage.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WorkerReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
