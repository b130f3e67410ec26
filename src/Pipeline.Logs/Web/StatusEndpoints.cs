using Pipeline.Logs.Bridge;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Metrics;
using Pipeline.Logs.Services;

namespace Pipeline.Logs.Web;

/// <summary><c>/health</c>, <c>/metrics</c>, and the start page.</summary>
internal static class StatusEndpoints
{
    /// <summary>Loads from this origin only. The page has no inline scripts or styles.</summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    public static void MapStatus(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", Health).WithTags("operation").WithSummary("Health")
            .WithDescription("Status 200 while the service runs; services, open streams, incidents, and what the Kafka bridge has done.");
        routes.MapPipelineMetrics();
        routes.MapGet("/", static (HttpContext context) => Asset(context, "index.html")).ExcludeFromDescription();
        routes.MapGet("/assets/{name}", static (HttpContext context, string name) => Asset(context, name)).ExcludeFromDescription();
    }

    private static Ok<HealthReport> Health(
        ServiceCatalogue catalogue, ActiveIncidents incidents, TimeProvider time, [FromServices] IEnumerable<KafkaBridge> bridges) =>
        TypedResults.Ok(
            new HealthReport(
                "healthy", [.. catalogue.Names], LogMetrics.Streams,
                [
                    .. incidents.Lasting(time.GetUtcNow().ToUnixTimeMilliseconds())
                        .Select(static i => new LastingIncident(IncidentNames.Of(i.Kind), DateTimeOffset.FromUnixTimeMilliseconds(i.End))),
                ],
                bridges.FirstOrDefault()?.Status));

    private static IResult Asset(HttpContext context, string name)
    {
        var type = Path.GetExtension(name) switch { ".html" => "text/html", ".css" => "text/css", ".js" => "text/javascript", _ => null };
        if (type is null || typeof(StatusEndpoints).Assembly.GetManifestResourceStream(name) is not { } content)
            return TypedResults.NotFound();
        context.Response.Headers.ContentSecurityPolicy = PagePolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(content, $"{type}; charset=utf-8");
    }
}

/// <summary>The answer of <c>/health</c>.</summary>
internal sealed record HealthReport(
    string Status, IReadOnlyList<string> Services, int OpenStreams, IReadOnlyList<LastingIncident> Incidents, BridgeStatus? Kafka);

/// <summary>An incident that lasts.</summary>
internal sealed record LastingIncident(string Name, DateTimeOffset Until);
