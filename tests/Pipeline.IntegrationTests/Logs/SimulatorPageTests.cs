using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>What is for people and operators: documentation, start page, health and metrics.</summary>
[Collection(nameof(RunningSimulator))]
public sealed partial class SimulatorPageTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task The_OpenAPI_document_has_every_address_of_every_service()
    {
        var (_, body) = await _simulator.GetAsync("/openapi");
        var document = JsonDocument.Parse(body).RootElement;
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = document.GetProperty("paths");
        var names = RunningSimulator.Catalogue.Names.ToList();
        Assert.Equal(
            ["/health", .. names.Select(static n => $"/simulate/{n}"), "/stream", .. names.Select(static n => $"/stream/{n}")],
            paths.EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(names, name =>
        {
            Assert.Equal(["rate", "level", "limit"], Parameters(paths, $"/stream/{name}"));
            Assert.Equal(["count", "incident", "duration"], Parameters(paths, $"/simulate/{name}"));
        });
        Assert.All(paths.EnumerateObject(), static path =>
        {
            Assert.NotEmpty(path.Value.GetProperty("get").GetProperty("summary").GetString()!);
            Assert.True(path.Value.GetProperty("get").GetProperty("responses").TryGetProperty("200", out _), path.Name);
        });
        var limits = Operation(paths, "/simulate/review").GetProperty("parameters")[0].GetProperty("schema");
        Assert.Equal((1, 1_000), (limits.GetProperty("minimum").GetInt32(), limits.GetProperty("maximum").GetInt32()));
        Assert.Equal(
            ["status", "services", "open_streams", "incidents", "kafka"],
            document.GetProperty("components").GetProperty("schemas").GetProperty("HealthReport").GetProperty("properties")
                .EnumerateObject().Select(static p => p.Name));
        Assert.Equal($"http://localhost:{_simulator.Port}/", document.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Contains("Reviews of products.", Description(paths, "/stream/review"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answered_entry_has_the_properties_and_types_of_the_OpenAPI_document()
    {
        var (_, body) = await _simulator.GetAsync("/openapi");
        var schema = JsonDocument.Parse(body).RootElement.GetProperty("components").GetProperty("schemas").GetProperty("Entry");
        var entry = (await _simulator.EntriesAsync("/simulate/order"))[0];

        var documented = schema.GetProperty("properties").EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value);
        Assert.Equal(documented.Keys.Order(), entry.EnumerateObject().Select(static p => p.Name).Order());
        Assert.Equal(
            documented.Keys.Except(["user_id"]).Order(),
            schema.GetProperty("required").EnumerateArray().Select(static n => n.GetString()!).Order());
        Assert.All(entry.EnumerateObject().Where(static p => p.Name != "user_id"), p => Assert.Equal(
            p.Value.ValueKind == JsonValueKind.Number ? "integer" : "string", documented[p.Name].GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    [InlineData("/")]
    public async Task A_page_loads_everything_from_this_server(string path)
    {
        using var page = await _simulator.Http.GetAsync(new Uri(path, UriKind.Relative), Token);
        var address = page.RequestMessage!.RequestUri!;
        if (page.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.MovedPermanently)
            address = new(address, page.Headers.Location!);
        var html = await _simulator.Http.GetStringAsync(address, Token);
        Assert.StartsWith("<!doctype html>", html.TrimStart(), StringComparison.OrdinalIgnoreCase);
        var loaded = Loaded().Matches(html).Select(m => new Uri(address, m.Groups["address"].Value))
            .Where(static u => u.Scheme != "data").ToList();
        Assert.NotEmpty(loaded);
        foreach (var asset in loaded)
        {
            Assert.Equal(_simulator.Port, asset.Port);
            using var response = await _simulator.Http.GetAsync(asset, Token);
            Assert.True(response.StatusCode == HttpStatusCode.OK, $"{asset}: {response.StatusCode}");
        }

        Assert.DoesNotMatch("(cdn|fonts|proxy)[.]", html);
    }

    [Theory]
    [InlineData("/docs/")]
    [InlineData("/Docs/")]
    public async Task The_documentation_allows_no_other_server(string path)
    {
        using var page = await _simulator.Http.GetAsync(new Uri(path, UriKind.Relative), Token);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self' 'unsafe-inline';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_page_allows_no_other_server_and_no_inline_script()
    {
        using var page = await _simulator.Http.GetAsync(new Uri("/", UriKind.Relative), Token);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        var html = await page.Content.ReadAsStringAsync(Token);
        Assert.DoesNotMatch("<script>|<style>| on[a-z]+=| style=", html);
    }

    [Theory]
    [InlineData("/assets/page.js", "text/javascript")]
    [InlineData("/assets/page.css", "text/css")]
    public async Task Assets_have_their_types(string path, string type)
    {
        using var asset = await _simulator.Http.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(type, asset.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Health_has_services_and_open_streams_and_no_Kafka_unless_it_is_asked_for()
    {
        using var stream = await _simulator.OpenAsync("/stream?rate=1");
        var health = await _simulator.HealthAsync();
        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(RunningSimulator.Catalogue.Names, health.GetProperty("services").EnumerateArray().Select(static s => s.GetString()!));
        Assert.Equal(1, health.GetProperty("open_streams").GetInt32());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("kafka").ValueKind);
    }

    [Fact]
    public async Task Metrics_count_streams_and_entries()
    {
        using var stream = await _simulator.OpenAsync("/stream?rate=1");
        await _simulator.GetAsync("/stream?rate=max&limit=500");
        var page = "";
        await Eventually.HoldsAsync("the series are shown", async () =>
        {
            page = (await _simulator.GetAsync("/metrics")).Body;
            return Series().Matches(page).Select(static m => m.Groups["name"].Value).Contains("logs_stream_entries_total");
        });
        var series = Series().Matches(page)
            .ToDictionary(static m => m.Groups["name"].Value, static m => double.Parse(m.Groups["value"].Value));
        Assert.True(series["logs_stream_entries_total"] >= 500, page);
        Assert.Equal(1, series["logs_open_streams"]);
        Assert.DoesNotContain("trace", page, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Parameters(JsonElement paths, string path) =>
        Operation(paths, path).GetProperty("parameters").EnumerateArray().Select(static p => p.GetProperty("name").GetString()!);

    private static string Description(JsonElement paths, string path) => Operation(paths, path).GetProperty("description").GetString()!;

    private static JsonElement Operation(JsonElement paths, string path) => paths.GetProperty(path).GetProperty("get");

    [GeneratedRegex("""<(script|img|link|iframe)[^>]*?\s(src|href)="(?<address>[^"]*)[" ]""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loaded();

    [GeneratedRegex(@"^(?<name>logs_[a-z_]+)(\{[^}]*\})? (?<value>[0-9.e+]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Series();
}
