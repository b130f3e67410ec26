using System.Net;
using Microsoft.AspNetCore.Http;

namespace Pipeline.Dashboard.Web;

/// <summary>
/// Turns away what a page of somebody else's could make a browser send. Without a token the dashboard knows no users, so it answers
/// only to names of this machine: a foreign name that leads here (DNS rebinding) is not one. In both cases what another page sends is
/// refused, the WebSocket too, which no browser keeps from crossing origins.
/// </summary>
internal static class RequestGuard
{
    /// <summary>Why the request is refused, as a sentence; null when it is not.</summary>
    public static string? Refusal(HttpRequest request, bool hasToken)
    {
        if (!hasToken && !IsThisMachine(request.Host.Host))
            return "Without DASHBOARD_TOKEN the dashboard answers to localhost only.";
        if (request.Headers.Origin is [{ Length: > 0 } origin] && !IsOwn(origin, request.Host))
            return "This request comes from another site's page.";
        return null;
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>By name and port alone: behind a proxy that speaks TLS the scheme differs.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
            && (host.Port is null || uri.Port == host.Port);
}
