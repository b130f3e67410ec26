namespace Pipeline.Hosting.Settings;

/// <summary>DASHBOARD_… .</summary>
public sealed record DashboardOptions
{
    /// <summary>Minimum length of the token, characters. A shorter token can be guessed.</summary>
    public const int MinTokenLength = 16;

    /// <summary>DASHBOARD_PORT (8090): port of the dashboard; 0 takes a free port.</summary>
    public required int Port { get; init; }

    /// <summary>
    /// DASHBOARD_TOKEN or DASHBOARD_TOKEN_FILE (unset), 16 characters or more: other machines log in with it. Null: only this machine
    /// has access.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>
    /// DASHBOARD_WORKERS (none): host:port of each worker's health port. A host name may resolve to several workers. Workers that
    /// need not run have a group, host:port?group; see <see cref="HttpReports"/>.
    /// </summary>
    public required IReadOnlyList<string> Workers { get; init; }

    /// <summary>Only the port: the default text of a record contains the token.</summary>
    public override string ToString() => $"port {Port}";

    internal static DashboardOptions Read(SettingsReader reader)
    {
        var token = reader.Secret("DASHBOARD_TOKEN");
        // Empty: the token file has a fault, which the reader has reported.
        if (token is { Length: > 0 and < MinTokenLength })
        {
            reader.Fault(
                $"DASHBOARD_TOKEN has fewer than {MinTokenLength} characters: set a random one, for example with `openssl rand -hex 24`.");
        }

        CheckBind(reader, token);
        return new() { Port = reader.Number("DASHBOARD_PORT", 8090, 0, 65535, "a port"), Token = token, Workers = ReadWorkers(reader) };
    }

    /// <summary>Compose publishes the port at DASHBOARD_BIND. An address other than loopback requires a token.</summary>
    private static void CheckBind(SettingsReader reader, string? token)
    {
        var bind = reader.Text("DASHBOARD_BIND", "127.0.0.1");
        if (!IPAddress.TryParse(bind, out var address))
            reader.Fault($"DASHBOARD_BIND={bind} is not an IP address.");
        else if (!IPAddress.IsLoopback(address) && token is null)
            reader.Fault($"DASHBOARD_BIND={bind} gives other machines access: set DASHBOARD_TOKEN.");
    }

    private static string[] ReadWorkers(SettingsReader reader)
    {
        var text = reader.Text("DASHBOARD_WORKERS", "");
        var workers = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (Array.Exists(workers, static w => !IsWorker(w)))
        {
            reader.Fault(
                $"{SettingsReader.Shown("DASHBOARD_WORKERS", text)} is not a list of host:port or host:port?group, separated by commas.");
        }

        return [.. workers.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static bool IsWorker(string worker) => worker.Split(HttpReports.GroupSeparator) switch
    {
        [var address] => IsAddress(address),
        [var address, var group] => IsAddress(address) && group.Length > 0 && group.All(char.IsAsciiLetterOrDigit),
        _ => false,
    };

    private static bool IsAddress(string worker) =>
        Uri.TryCreate($"http://{worker}", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", UserInfo: "" }
            && worker.LastIndexOf(':') is > 0 and var colon && ushort.TryParse(worker[(colon + 1)..], out var port) && port > 0;
}
