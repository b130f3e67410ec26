using Pipeline.Logs.Formats;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Sequences;
using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;
using Pipeline.Logs.Streaming;

namespace Pipeline.Logs.Web;

/// <summary><c>/simulate/NAME</c>: makes entries, answers with them, and hands them to the streams. Starts incidents.</summary>
internal static class SimulateEndpoints
{
    private const int MaxCount = 1_000;
    private const int MaxSeconds = 3_600;
    private const int DefaultSeconds = 60;

    public static void MapSimulations(this IEndpointRouteBuilder routes)
    {
        var catalogue = routes.ServiceProvider.GetRequiredService<ServiceCatalogue>();
        foreach (var service in catalogue.All)
        {
            // Number N of one service and number N of another belong to one request.
            var next = new StrongBox<long>();
            routes.MapGet($"/simulate/{service.Name}", (HttpContext context) => Simulate(context, service, next))
                .WithTags("simulation").WithSummary($"Simulate {service.Name}")
                .WithDescription(
                    $"{service.Description} Makes one entry, or `count` of them, one JSON object per line, and hands them to the streams. "
                    + "Entry N of two services since the start of the simulator has the same `trace_id`.")
                .WithQuery(
                    new("count", JsonSchemaType.Integer, "Number of entries. Default: 1, as one JSON object.", Min: 1, Max: MaxCount),
                    new("incident", JsonSchemaType.String, "Starts an incident in all services.", IncidentNames.Names),
                    new("duration", JsonSchemaType.Integer, $"Seconds. Default: {DefaultSeconds}.", Min: 1, Max: MaxSeconds))
                .Produces<Entry>(StatusCodes.Status200OK, "application/json", "application/x-ndjson")
                .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status500InternalServerError);
        }

        routes.MapGet("/simulate/{service}", () => Problems.UnknownService(catalogue)).ExcludeFromDescription();
    }

    private static IResult Simulate(HttpContext context, LogService service, StrongBox<long> next)
    {
        var provider = context.RequestServices;
        var reader = new QueryReader(context.Request.Query, ["count", "incident", "duration"]);
        var count = reader.Whole("count", 1, MaxCount);
        var seconds = reader.Whole("duration", 1, MaxSeconds);
        var name = reader.Text("incident");
        var incident = name is null ? null : IncidentNames.Find(name);
        if (name is not null && incident is null)
            reader.Fault($"incident is not one of {string.Join(", ", IncidentNames.Names)}");
        if (seconds is not null && name is null)
            reader.Fault("duration needs incident");
        if (reader.Faults.Count > 0)
            return Problems.Wrong(reader.Faults);

        var incidents = provider.GetRequiredService<ActiveIncidents>();
        var now = provider.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeMilliseconds();
        if (incident is { } kind)
            incidents.Start(kind, now, TimeSpan.FromSeconds(seconds ?? DefaultSeconds));
        var sequence = new EntrySequence([service], provider.GetRequiredService<LogSettings>().Seed, incidents);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(
            Make(sequence, service, (int)(count ?? 1), now, next, provider.GetRequiredService<Broadcast>()),
            count is null ? "application/json" : "application/x-ndjson");
    }

    private static byte[] Make(
        EntrySequence sequence, LogService service, int count, long now, StrongBox<long> next, Broadcast broadcast)
    {
        var json = new JsonFormat();
        var line = new byte[LineFormat.MaxLine];
        using var all = new MemoryStream();
        var first = Interlocked.Add(ref next.Value, count) - count;
        for (var number = first; number < first + count; number++)
        {
            sequence.Make(number, now);
            var length = json.Write(sequence.Entry, line);
            all.Write(line, 0, length);
            broadcast.Publish(new(service.Name, sequence.Entry.Level, line.AsMemory(0, length).ToArray()));
        }

        return all.ToArray();
    }
}
