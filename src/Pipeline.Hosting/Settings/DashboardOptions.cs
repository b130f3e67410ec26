using System.Net;
using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Settings;

/// <summary>DASHBOARD_… .</summary>
public sealed record DashboardOptions
{
    /// <summary>Shorter ones can be guessed, and nobody types them by hand.</summary>
    public const int ShortestToken = 16;

    /// <summary>DASHBOARD_PORT (8090): where the dashboard is served; 0 takes a free port.</summary>
    public required int Port { get; init; }

    /// <summary>DASHBOARD_TOKEN or DASHBOARD_TOKEN_FILE (unset): with it other machines may come, and log in with it, 16 characters or more; without it only this machine may.</summary>
    public string? Token { get; init; }

    /// <summary>DASHBOARD_WORKERS (none): host:port of each producer's and consumer's health port; a name with several addresses stands for all of them.</summary>
    public required IReadOnlyList<string> Workers { get; init; }

    /// <summary>The port alone: what a record prints by itself would hold the token.</summary>
    public override string ToString() => $"port {Port}";

    internal static DashboardOptions Read(SettingsReader reader)
    {
        var token = reader.Secret("DASHBOARD_TOKEN");
        // An empty one is a file at fault, which is said already.
        if (token is { Length: > 0 and < ShortestToken })
            reader.Fault($"DASHBOARD_TOKEN has fewer than {ShortestToken} characters: take a random one, such as `openssl rand -hex 24` makes.");
        CheckBind(reader, token);
        return new() { Port = reader.Number("DASHBOARD_PORT", 8090, 0, 65535, "a port"), Token = token, Workers = ReadWorkers(reader) };
    }

    /// <summary>Where it is published, as Compose says by DASHBOARD_BIND: another address than loopback only with a token.</summary>
    private static void CheckBind(SettingsReader reader, string? token)
    {
        var bind = reader.Text("DASHBOARD_BIND", "127.0.0.1");
        if (!IPAddress.TryParse(bind, out var address))
            reader.Fault($"DASHBOARD_BIND={bind} is not an address.");
        else if (!IPAddress.IsLoopback(address) && token is null)
            reader.Fault($"DASHBOARD_BIND={bind} lets other machines in: that needs DASHBOARD_TOKEN.");
    }

    private static string[] ReadWorkers(SettingsReader reader)
    {
        var text = reader.Text("DASHBOARD_WORKERS", "");
        var workers = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Exists(workers, static w => !IsAddress(w)))
            reader.Fault($"DASHBOARD_WORKERS={text} is not a list of host:port, separated by commas.");
        return [.. workers.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static bool IsAddress(string worker) =>
        Uri.TryCreate($"http://{worker}", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", UserInfo: "" }
            && worker.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(worker[(colon + 1)..], out var port) && port > 0;
}
