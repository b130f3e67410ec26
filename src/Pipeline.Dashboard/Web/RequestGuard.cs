namespace Pipeline.Dashboard.Web;

/// <summary>
/// Refuses requests that a page of another site makes a browser send. Without a token there is no log-in, so only host names of this
/// machine are accepted, which stops DNS rebinding. With and without a token, a request with a foreign Origin header is refused. That
/// includes WebSockets, which browsers do not restrict to the same origin.
/// </summary>
internal static class RequestGuard
{
    /// <summary>Why the request is refused, as a sentence; null when it is accepted.</summary>
    public static string? Refusal(HttpRequest request, bool hasToken)
    {
        if (!hasToken && !IsThisMachine(request.Host.Host))
            return "Without DASHBOARD_TOKEN, the dashboard accepts requests to localhost only.";
        if (request.Headers.Origin is [{ Length: > 0 } origin] && !IsOwn(origin, request.Host))
            return "The request comes from a page of another site.";
        return null;
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Compares host and port but not the scheme, which differs behind a proxy that terminates TLS.</summary>
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
            && (host.Port is null || uri.Port == host.Port);
}
