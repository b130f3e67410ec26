using System.Net;
using System.Text.Json;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>Requests that are wrong, absurd or hostile get a clear 4xx.</summary>
[Collection(nameof(RunningSimulator))]
public sealed class WrongRequestTests : IAsyncLifetime
{
    private const string RateFault = "rate is not a number from 1/3600 (an entry per hour) to 1000000, or max";

    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("/stream/orders")]
    [InlineData("/stream/ord")]
    [InlineData("/stream/all?rate=NaN")]
    [InlineData("/stream/%EC%A3%BC%EB%AC%B8")]
    [InlineData("/simulate/orders?count=5")]
    public async Task An_unknown_service_is_not_found_and_those_that_there_are_are_listed(string path)
    {
        var (status, body) = await _simulator.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, status);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(
            "There is no such service. The services are member, order, payment, review.", problem.GetProperty("detail").GetString());
        Assert.Equal(
            RunningSimulator.Catalogue.Names, problem.GetProperty("services").EnumerateArray().Select(static s => s.GetString()!));
    }

    [Theory]
    [InlineData("/stream?rate=NaN", RateFault)]
    [InlineData("/stream?rate=1e999", RateFault)]
    [InlineData("/stream?rate=-0", RateFault)]
    [InlineData("/stream?rate=", RateFault)]
    [InlineData("/stream?rate", RateFault)]
    [InlineData("/stream?rate=%00", RateFault)]
    [InlineData("/stream?rate=%ff%fe", RateFault)]
    [InlineData("/stream?rate=1&rate=2", "rate is set more than once")]
    [InlineData("/stream/order?limit=99999999999999999999", "limit is not a whole number from 1 to 9223372036854775807")]
    [InlineData("/stream/order?level=loud", "level is not one of DEBUG, INFO, WARN, ERROR")]
    [InlineData("/stream?speed=1", "unknown parameter speed; there are rate, level, limit")]
    [InlineData("/stream?%00=1", "unknown parameter; there are rate, level, limit")]
    [InlineData("/stream?rate=x&level=x", $"{RateFault}; level is not one of DEBUG, INFO, WARN, ERROR")]
    [InlineData("/simulate/order?count=0", "count is not a whole number from 1 to 1000")]
    [InlineData("/simulate/order?count=1001", "count is not a whole number from 1 to 1000")]
    [InlineData("/simulate/order?count=1&count=1", "count is set more than once")]
    [InlineData("/simulate/order?incident=fire", "incident is not one of latency-spike, payment-outage, login-storm")]
    [InlineData("/simulate/order?incident=", "incident is not one of latency-spike, payment-outage, login-storm")]
    [InlineData("/simulate/order?duration=60", "duration needs incident")]
    [InlineData("/simulate/order?incident=login-storm&duration=3601", "duration is not a whole number from 1 to 3600")]
    [InlineData("/simulate/order?rate=1", "unknown parameter rate; there are count, incident, duration")]
    public async Task A_wrong_parameter_is_named(string path, string fault)
    {
        using var response = await _simulator.Http.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token)).RootElement;
        Assert.Equal(fault + ".", problem.GetProperty("detail").GetString());
        // A wrong request starts nothing.
        Assert.Empty((await _simulator.HealthAsync()).GetProperty("incidents").EnumerateArray());
    }

    [Theory]
    [InlineData(1_000, 400)]
    [InlineData(7_000, 400)]
    [InlineData(10_000, 414)]
    public async Task A_parameter_of_thousands_of_characters_is_refused(int length, int status)
    {
        var (answered, rest) = await RawRequest.SendAsync(_simulator.Port, $"GET /stream?rate={new string('9', length)} HTTP/1.1");
        Assert.Equal(status, answered);
        Assert.DoesNotContain("9999999999", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_parameters_are_refused()
    {
        var query = string.Join('&', Enumerable.Range(0, 1_000).Select(static n => $"a{n}"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _simulator.GetAsync($"/stream?{query}")).Status);
    }

    [Theory]
    [InlineData("/stream/%2e%2e/%2e%2e/etc/passwd", 404)]
    [InlineData("/stream/..%2f..%2fetc%2fpasswd", 404)]
    [InlineData("/stream/%252e%252e%252fetc", 404)]
    [InlineData("/stream/..%5c..%5cetc", 404)]
    [InlineData("/stream//order", 404)]
    [InlineData("//stream", 404)]
    [InlineData("/stream/order;rate=1", 404)]
    [InlineData("/stream/order/", 200)]
    [InlineData("/stream/order/x", 404)]
    [InlineData("/stream/%00", 400)]
    [InlineData("/stream/order%00", 400)]
    [InlineData("/stream/order%0d%0aX-Forged:%201", 404)]
    [InlineData("/stream/%", 404)]
    [InlineData("/stream/\u00ff", 400)]
    [InlineData("stream", 405)]
    [InlineData("http://evil.example/stream/none", 400)]
    [InlineData("/assets/..%2fpage.js", 404)]
    [InlineData("/assets/%2e%2e/%2e%2e/Pipeline.Logs.dll", 404)]
    [InlineData("/assets/Pipeline.Logs.dll", 404)]
    [InlineData("/assets/PAGE.js", 404)]
    [InlineData("/simulate", 404)]
    [InlineData("/openapi/v1.json", 404)]
    public async Task A_trick_with_the_path_finds_nothing(string path, int status)
    {
        var target = status == 200 ? $"{path}?rate=max&limit=1" : path;
        var (answered, rest) = await RawRequest.SendAsync(_simulator.Port, $"GET {target} HTTP/1.1");
        Assert.Equal(status, answered);
        Assert.DoesNotContain("X-Forged", rest.Split("\r\n\r\n")[0], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("root:", rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", "/stream")]
    [InlineData("POST", "/stream")]
    [InlineData("PUT", "/stream/order")]
    [InlineData("DELETE", "/simulate/order")]
    [InlineData("POST", "/simulate/order?incident=login-storm")]
    [InlineData("PATCH", "/health")]
    [InlineData("OPTIONS", "/stream")]
    public async Task Another_method_than_GET_is_not_allowed(string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        using var response = await _simulator.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
        Assert.Empty((await _simulator.HealthAsync()).GetProperty("incidents").EnumerateArray());
    }

    [Theory]
    [InlineData("GET /stream?limit=1&rate=max")]
    [InlineData("GET  /stream?limit=1 HTTP/1.1")]
    [InlineData("GET /stream?limit=1 HTTP/9.9")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    public async Task What_is_not_HTTP_is_refused(string line) =>
        Assert.InRange((await RawRequest.SendAsync(_simulator.Port, line)).Status, 400, 505);
}
