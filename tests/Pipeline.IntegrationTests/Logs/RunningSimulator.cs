using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Hosting.Startup;
using Pipeline.Logs.Bridge;
using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;
using Pipeline.Logs.Streaming;
using Pipeline.Logs.Web;
using Pipeline.Testing.Logs;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>The service in this process, on a free port, with the service review of the tests; and an HTTP client.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    public const string Seed = "7";

    private readonly WebApplication _site;

    private RunningSimulator(WebApplication site, int port)
    {
        (_site, Port) = (site, port);
        Http = new(OpenStream.NewHandler()) { BaseAddress = new($"http://localhost:{port}") };
    }

    /// <summary>A rate whose next entry is due in more than ten minutes: nothing comes but what a test makes.</summary>
    public static string SilentRate
    {
        get
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1_000.0;
            var rate = Enumerable.Range(28, 60).Select(static n => n / 100_000.0).MaxBy(r => (Math.Ceiling(now * r) - (now * r)) / r);
            return rate.ToString("0.00000", CultureInfo.InvariantCulture);
        }
    }

    public static ServiceCatalogue Catalogue { get; } = ServiceCatalogue.Find(typeof(ReviewService).Assembly);

    public int Port { get; }

    public HttpClient Http { get; }

    public Broadcast Broadcast => _site.Services.GetRequiredService<Broadcast>();

    public KafkaBridge Bridge => _site.Services.GetRequiredService<KafkaBridge>();

    public static Task<RunningSimulator> StartAsync(params (string Name, string Value)[] settings) => StartAsync(Catalogue, settings);

    public static async Task<RunningSimulator> StartAsync(ServiceCatalogue catalogue, params (string Name, string Value)[] settings)
    {
        string? Value(string name) => name == "LOG_SEED" ? Seed : settings.FirstOrDefault(s => s.Name == name).Value;
        var listener = ListenSocket.Open(0, isPublic: false, "LOG_PORT");
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var simulator = new RunningSimulator(LogSite.Build(listener, LogSettings.Read(Value, Value), catalogue), port);
        await simulator._site.StartAsync(Token);
        return simulator;
    }

    /// <summary>Opens a stream; its headers are there.</summary>
    public Task<OpenStream> OpenAsync(string path, params (string Name, string Value)[] headers) =>
        OpenStream.OpenAsync(Http, path, headers);

    /// <summary>The status and the body of an answer that ends.</summary>
    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>The entries of an answer that ends.</summary>
    public async Task<List<JsonElement>> EntriesAsync(string path)
    {
        var (status, body) = await GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, '\n'), (status, body[^1]));
        return [.. body.TrimEnd('\n').Split('\n').Select(static line => JsonDocument.Parse(line).RootElement)];
    }

    public async Task<JsonElement> HealthAsync() => JsonDocument.Parse((await GetAsync("/health")).Body).RootElement;

    public Task StopAsync() => _site.StopAsync(Token);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _site.StopAsync(CancellationToken.None);
        await _site.DisposeAsync();
    }
}
