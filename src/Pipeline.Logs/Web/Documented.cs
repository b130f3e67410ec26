namespace Pipeline.Logs.Web;

/// <summary>A parameter of the query in the OpenAPI document.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Text">Meaning, unit and default.</param>
/// <param name="Values">All values; null if there is no list.</param>
/// <param name="Min">Smallest value; null if there is none.</param>
/// <param name="Max">Largest value; null if there is none.</param>
internal sealed record QueryParameter(
    string Name, JsonSchemaType Type, string Text, IReadOnlyList<string>? Values = null, long? Min = null, long? Max = null)
{
    /// <summary>As the OpenAPI library has it.</summary>
    public IOpenApiParameter ToOpenApi() => new OpenApiParameter
    {
        Name = Name,
        In = ParameterLocation.Query,
        Description = Text,
        Schema = new OpenApiSchema
        {
            Type = Type,
            Enum = Values?.Select(static v => (JsonNode)v).ToList(),
            Minimum = Min?.ToString(CultureInfo.InvariantCulture),
            Maximum = Max?.ToString(CultureInfo.InvariantCulture),
        },
    };
}

/// <summary>Describes parameters in the OpenAPI document. Handlers read the query themselves, to name all faults at once.</summary>
internal static class Documented
{
    /// <summary>Adds parameters of the query.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, params QueryParameter[] parameters) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters = [.. parameters.Select(static p => p.ToOpenApi())];
            return Task.CompletedTask;
        });
}

/// <summary>An entry in the OpenAPI document. The bytes of an entry are written by <see cref="Formats.JsonFormat"/>.</summary>
/// <param name="Ts">UTC.</param>
/// <param name="Level">DEBUG, INFO, WARN or ERROR.</param>
/// <param name="Service">Name of the service.</param>
/// <param name="TraceId">32 hexadecimal digits, the same in all services for one request.</param>
/// <param name="UserId">Absent if there is none.</param>
/// <param name="Method">Of the HTTP request.</param>
/// <param name="Path">Of the HTTP request.</param>
/// <param name="Status">Of the HTTP response.</param>
/// <param name="LatencyMs">Milliseconds until the response.</param>
/// <param name="Message">For a person.</param>
internal sealed record DocumentedEntry(
    DateTimeOffset Ts, string Level, string Service, string TraceId, int? UserId, string Method, string Path, int Status, int LatencyMs,
    string Message);
