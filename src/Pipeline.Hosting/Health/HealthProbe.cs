namespace Pipeline.Hosting.Health;

/// <summary>The container's health check: the program asks its own running self. No curl, no shell in the image needed.</summary>
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
