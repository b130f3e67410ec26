namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>Where a program says how it is.</summary>
internal sealed class HealthPort(int port)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>The word of /health/ready: Healthy, Degraded or Unhealthy; or that there was none.</summary>
    public async Task<string> AskAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return "no answer";
        }
    }
}
