namespace Pipeline.Logs.Web;

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
