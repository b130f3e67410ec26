namespace Pipeline.Hosting.Health;

/// <summary>Asks a running program how it is, for those who start it without containers: compose.yaml asks the port itself.</summary>
public static class HealthProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>Asks /health/ready on this machine.</summary>
    /// <returns>Exit code: 0 healthy or degraded, 1 not.</returns>
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
