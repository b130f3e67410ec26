namespace Pipeline.Logs.Web;

/// <summary>Describes parameters in the OpenAPI document. Handlers read the query themselves, to name all faults at once.</summary>
internal static class Documented
{
    /// <summary>Adds parameters of the query.</summary>
    public static RouteHandlerBuilder WithQuery(
        this RouteHandlerBuilder route,
        params (string Name, JsonSchemaType Type, string Text, IReadOnlyList<string>? Values)[] parameters) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters = [.. parameters.Select(static p => (IOpenApiParameter)new OpenApiParameter
            {
                Name = p.Name,
                In = ParameterLocation.Query,
                Description = p.Text,
                Schema = new OpenApiSchema { Type = p.Type, Enum = p.Values?.Select(static v => (JsonNode)v).ToList() },
            })];
            return Task.CompletedTask;
        });
}
