using Pipeline.Logs.Entries;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Metrics;
using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;
using Pipeline.Logs.Streaming;

namespace Pipeline.Logs.Web;

/// <summary><c>/stream</c> and <c>/stream/NAME</c>: entries as they happen.</summary>
internal static class StreamEndpoints
{
    public static void MapStreams(this IEndpointRouteBuilder routes)
    {
        var catalogue = routes.ServiceProvider.GetRequiredService<ServiceCatalogue>();
        Map(routes, "/stream", catalogue.All, "All services: the entries of a request follow each other and share their trace_id.");
        foreach (var service in catalogue.All)
            Map(routes, $"/stream/{service.Name}", [service], service.Description);
        routes.MapGet("/stream/{service}", () => Problems.UnknownService(catalogue)).ExcludeFromDescription();
    }

    private static void Map(IEndpointRouteBuilder routes, string address, IReadOnlyList<LogService> services, string description) =>
        routes.MapGet(address, (HttpContext context, CancellationToken gone) => SendAsync(context, services, gone))
            .WithTags("streams").WithSummary($"Stream {(services.Count == 1 ? services[0].Name : "all services")}")
            .WithDescription(
                $"{description} One JSON object per line until the client closes the connection; with `Accept: text/event-stream` "
                + "as Server-Sent Events. A client that reads too slowly loses the oldest entries and is told how many.")
            .WithQuery(
                new("rate", JsonSchemaType.String, "Entries per second, 1/3600 to 1000000, or max. Default: 10."),
                new("level", JsonSchemaType.String, "Least serious level.", LogLevels.Names),
                new("limit", JsonSchemaType.Integer, "Number of entries after which the stream ends.", Min: 1))
            .Produces<string>(StatusCodes.Status200OK, "text/plain", "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> SendAsync(HttpContext context, IReadOnlyList<LogService> services, CancellationToken gone)
    {
        var provider = context.RequestServices;
        var settings = provider.GetRequiredService<LogSettings>();
        if (StreamQuery.Read(services, context.Request.Query, out var faults) is not { } query)
            return Problems.Wrong(faults);
        try
        {
            if (LogMetrics.Opened() > settings.MaxStreams)
                return Problems.TooManyStreams(settings.MaxStreams);
            var format = StreamFormat.Of(context.Request);
            context.Response.ContentType = format.ContentType;
            context.Response.Headers.CacheControl = "no-store";
            // nginx would collect entries before it passes them on.
            context.Response.Headers["X-Accel-Buffering"] = "no";
            using var subscription = new Subscription(
                query, format, settings.Seed, provider.GetRequiredService<ActiveIncidents>(), provider.GetRequiredService<Broadcast>(),
                provider.GetRequiredService<TimeProvider>());
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(
                gone, provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
            await context.Response.BodyWriter.FlushAsync(stop.Token);
            await subscription.RunAsync(context.Response.BodyWriter, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The client is gone, or the service stops: the stream ends.
        }
        finally
        {
            LogMetrics.Closed();
        }

        return TypedResults.Empty;
    }
}
