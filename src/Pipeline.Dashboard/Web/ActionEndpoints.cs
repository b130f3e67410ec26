using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Pipeline.Dashboard.Board;
using Pipeline.Operations.DeadLetters;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Dashboard.Web;

/// <summary>Whatever changes something: by POST, with the antiforgery token that the page was given. What comes of it, all pages show.</summary>
internal static class ActionEndpoints
{
    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        // Checked by the handlers themselves: the framework's check answers the same, but only for handlers that bind a form.
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
        return Read(form) is { } options ? Started(actions.StartReplay(options)) : TypedResults.BadRequest();
    }

    /// <summary>Nothing of stream and reason: all letters.</summary>
    /// <returns>Null when one is named that there is not.</returns>
    private static ReplayOptions? Read(IFormCollection form)
    {
        string? stream = form["stream"], reason = form["reason"];
        var streams = ShopStreams.Registry.All.Where(s => s.Name() == stream).Select(static s => (StreamDefinition?)s).ToList();
        if ((!string.IsNullOrEmpty(stream) && streams.Count == 0) || (!string.IsNullOrEmpty(reason) && FaultTable.All.All(f => f.Name != reason)))
            return null;
        return new() { Stream = streams.FirstOrDefault(), Reason = string.IsNullOrEmpty(reason) ? null : reason };
    }

    private static IResult Started(bool started) => started ? TypedResults.Accepted((string?)null) : TypedResults.Conflict();
}
