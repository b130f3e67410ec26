using Pipeline.Dashboard.Actions;

namespace Pipeline.Dashboard.Web;

/// <summary>The requests that change something: POST with the page's antiforgery token. All open pages show the result.</summary>
internal static class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        // The handlers validate the token themselves: the framework validates it only for handlers that bind a form.
        routes.MapPost("/actions/verify", VerifyAsync).DisableAntiforgery();
        routes.MapPost("/actions/replay", ReplayAsync).DisableAntiforgery();
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, IAntiforgery antiforgery, DashboardActions actions)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();
        return Started(actions.StartVerification());
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, IAntiforgery antiforgery, DashboardActions actions)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return Read(form, actions.Streams) is { } options ? Started(actions.StartReplay(options)) : TypedResults.BadRequest();
    }

    /// <summary>Reads stream and reason. An empty field selects all dead letters.</summary>
    /// <returns>Null when the stream or the reason is unknown.</returns>
    private static ReplayOptions? Read(IFormCollection form, StreamRegistry streams)
    {
        string? stream = form["stream"], reason = form["reason"];
        var chosen = string.IsNullOrEmpty(stream) ? null : streams.Find(stream);
        var isStreamUnknown = !string.IsNullOrEmpty(stream) && chosen is null;
        var isReasonUnknown = !string.IsNullOrEmpty(reason) && FaultTable.All.All(f => f.Name != reason);
        if (isStreamUnknown || isReasonUnknown)
            return null;
        return new() { Stream = chosen, Reason = string.IsNullOrEmpty(reason) ? null : reason };
    }

    private static IResult Started(bool started) => started ? TypedResults.Accepted((string?)null) : TypedResults.Conflict();
}
