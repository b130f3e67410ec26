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
    /// <summary>The parameter as an object of the OpenAPI library.</summary>
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
