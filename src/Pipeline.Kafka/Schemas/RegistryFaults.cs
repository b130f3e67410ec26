namespace Pipeline.Kafka.Schemas;

/// <summary>Errors of a schema registry.</summary>
internal static class RegistryFaults
{
    /// <summary>Whether an exception of the client is an error of the registry or of the connection to it.</summary>
    public static bool IsRegistryError(Exception e) =>
        e is HttpRequestException or TaskCanceledException or JsonException or Newtonsoft.Json.JsonException;

    /// <summary>
    /// The entry of the fault table. By the registry's own error code, which only a registry sends: a wrong address answers 404 too, and
    /// must not make events poison.
    /// </summary>
    public static Fault Of(Exception e) => FaultTable.OfRegistry(e switch
    {
        SchemaRegistryException { ErrorCode: > 0 and var code } => code,
        HttpRequestException { StatusCode: { } status } and not SchemaRegistryException => (int)status,
        _ => 0,
    });

    /// <summary>What happened, without a secret.</summary>
    public static string Text(Exception e) => e switch
    {
        SchemaRegistryException { ErrorCode: > 0 } registry => registry.Message,
        SchemaRegistryException other => $"HTTP {(int)other.Status}, which is no answer of a schema registry",
        TaskCanceledException => "no answer in time",
        _ => e.Message,
    };
}
