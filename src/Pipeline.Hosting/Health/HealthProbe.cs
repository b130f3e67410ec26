namespace Pipeline.Hosting.Health;

/// <summary>Queries the health of a running program. For programs outside containers; compose.yaml queries the port itself.</summary>
public static class HealthProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>Requests /health/ready on 127.0.0.1, at HEALTH_PORT (8081).</summary>
    /// <returns>Exit code: 0 healthy or degraded; 1 unhealthy, or no response within 3 s.</returns>
    public static async Task<int> AskAsync(Func<string, string?> environment)
    {
        var port = environment("HEALTH_PORT") is { Length: > 0 } text ? text : "8081";
        using var http = new HttpClient { Timeout = Timeout };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            return 1;
        }
    }
}
