using System.Text.Json;

namespace Pipeline.EndToEndTests.Monitoring;

/// <summary>The Prometheus of the container system, asked over its HTTP API.</summary>
internal sealed class PrometheusServer(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    /// <summary>Job, service and health of every target that is scraped.</summary>
    public async Task<IReadOnlyList<(string Job, string Service, string Health)>> TargetsAsync() =>
    [
        .. (await AskAsync("/api/v1/targets?state=active")).GetProperty("activeTargets").EnumerateArray().Select(static target => (
            target.GetProperty("labels").GetProperty("job").GetString()!, target.GetProperty("labels").GetProperty("service").GetString()!,
            target.GetProperty("health").GetString()!)),
    ];

    /// <summary>Name, expression and health of every alert rule.</summary>
    public async Task<IReadOnlyList<(string Name, string Query, string Health)>> RulesAsync() =>
    [
        .. (await AskAsync("/api/v1/rules?type=alert")).GetProperty("groups").EnumerateArray()
            .SelectMany(static group => group.GetProperty("rules").EnumerateArray())
            .Select(static rule =>
                (rule.GetProperty("name").GetString()!, rule.GetProperty("query").GetString()!, rule.GetProperty("health").GetString()!)),
    ];

    /// <summary>How many series an expression has now.</summary>
    public async Task<int> CountAsync(string expression) =>
        (await AskAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}")).GetProperty("result").GetArrayLength();

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> AskAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"Prometheus answers {path} with {body}");
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("data");
    }
}
