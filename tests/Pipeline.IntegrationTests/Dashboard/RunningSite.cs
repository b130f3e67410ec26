using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Dashboard;
using Pipeline.Dashboard.Actions;
using Pipeline.Dashboard.Snapshots;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Operations.Status;
using Pipeline.Shop.Settings;

namespace Pipeline.IntegrationTests.Dashboard;

/// <summary>A dashboard on a free port whose servers are unreachable, and an HTTP client for it.</summary>
internal sealed partial class RunningSite : IAsyncDisposable
{
    private const string FormTokenName = "__RequestVerificationToken";

    private readonly Databases _databases;
    private readonly DashboardSources _sources;
    private readonly DashboardService _service;

    private RunningSite(PipelineSettings settings)
    {
        _databases = new(settings.Postgres);
        var workers = new HttpReports([], TimeSpan.FromSeconds(1), TimeProvider.System);
        _sources = new(settings, _databases, workers, NullLogger<StatusPoller>.Instance, TimeProvider.System);
        _service = new(settings.Dashboard, _sources, mayTakeAnotherPort: true, NullLogger<DashboardService>.Instance);
    }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public DashboardActions Actions => _sources.Actions;

    public int Port => _service.Port;

    public bool TookAnotherPort => _service.TookAnotherPort;

    public static async Task<RunningSite> StartAsync(string? token = null, int port = 0)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["POSTGRES_HOST"] = "127.0.0.1",
            ["POSTGRES_PORT"] = "1",
            ["POSTGRES_PASSWORD"] = "hidden-word",
            ["KAFKA_BOOTSTRAP_SERVERS"] = "127.0.0.1:1",
            ["DASHBOARD_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["DASHBOARD_TOKEN"] = token,
        };
        var site = new RunningSite(ShopSettings.Read(name => environment.GetValueOrDefault(name)));
        await site._service.StartAsync(RunningTest.Token);
        site.Http.BaseAddress = new(site._service.Address);
        return site;
    }

    public async Task<HttpStatusCode> SendAsync(string method, string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        change?.Invoke(request);
        using var response = await Http.SendAsync(request, RunningTest.Token);
        return response.StatusCode;
    }

    public async Task<HttpStatusCode> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var response = await PostForResponseAsync(path, fields);
        return response.StatusCode;
    }

    public async Task<HttpResponseMessage> PostForResponseAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(static f => KeyValuePair.Create(f.Name, f.Value)));
        return await Http.PostAsync(new Uri(path, UriKind.Relative), form, RunningTest.Token);
    }

    /// <summary>Antiforgery token of the log-in page, as a form field.</summary>
    public async Task<(string Name, string Value)> FormTokenAsync()
    {
        var html = await Http.GetStringAsync(new Uri("/login", UriKind.Relative), RunningTest.Token);
        return (FormTokenName, WebUtility.HtmlDecode(FormToken().Match(html).Groups["token"].Value));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _service.StopAsync(CancellationToken.None);
        await _sources.DisposeAsync();
        await _databases.DisposeAsync();
    }

    [GeneratedRegex($"name=\"{FormTokenName}\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormToken();
}
