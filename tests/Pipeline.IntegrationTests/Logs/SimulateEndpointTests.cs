using System.Net;
using System.Text.Json;
using Pipeline.Logs.Services;
using Pipeline.Logs.Streaming;

namespace Pipeline.IntegrationTests.Logs;

[Collection(nameof(RunningSimulator))]
public sealed class SimulateEndpointTests : IAsyncLifetime
{
    private static string Silent => $"rate={RunningSimulator.SilentRate}";

    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task A_service_that_throws_is_answered_with_a_problem_and_the_others_go_on()
    {
        await using var simulator = await RunningSimulator.StartAsync(ServiceCatalogue.Find(typeof(FailingService).Assembly));
        var (status, body) = await simulator.GetAsync("/simulate/failing");
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal(500, JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.Single(await simulator.EntriesAsync("/simulate/order"));
    }

    [Fact]
    public async Task An_entry_is_answered_and_arrives_in_the_streams_of_its_service_and_of_all_and_in_no_other()
    {
        using var all = await _simulator.OpenAsync($"/stream?{Silent}");
        using var orders = await _simulator.OpenAsync($"/stream/order?{Silent}");
        using var events = await _simulator.OpenAsync($"/stream/order?{Silent}", ("Accept", "text/event-stream"));
        using var payments = await _simulator.OpenAsync($"/stream/payment?{Silent}");
        using var errors = await _simulator.OpenAsync($"/stream/order?{Silent}&level=ERROR");

        var (_, order) = await _simulator.GetAsync("/simulate/order");
        var (_, payment) = await _simulator.GetAsync("/simulate/payment");

        Assert.Equal(order.TrimEnd('\n'), await all.LineAsync());
        Assert.Equal(payment.TrimEnd('\n'), await all.LineAsync());
        Assert.Equal(order.TrimEnd('\n'), await orders.LineAsync());
        Assert.Equal("data: " + order.TrimEnd('\n'), await events.LineAsync());
        Assert.Equal("", await events.LineAsync());
        // The first lines of these are the first ones that fit.
        Assert.Equal(payment.TrimEnd('\n'), await payments.LineAsync());
        var failed = (await _simulator.EntriesAsync("/simulate/order?count=1000&incident=payment-outage&duration=1"))
            .Find(static e => e.GetProperty("level").GetString() == "ERROR");
        Assert.Equal(failed.GetRawText(), await errors.LineAsync());
    }

    [Fact]
    public async Task Entry_N_of_two_services_is_of_one_request()
    {
        var orders = await _simulator.EntriesAsync("/simulate/order?count=50");
        var payments = await _simulator.EntriesAsync("/simulate/payment?count=20");
        payments.AddRange(await _simulator.EntriesAsync("/simulate/payment?count=30"));
        Assert.Equal(50, orders.ConvertAll(Trace).Distinct().Count());
        Assert.Equal(orders.ConvertAll(Trace), payments.ConvertAll(Trace));
    }

    [Theory]
    [InlineData("", "application/json", 1)]
    [InlineData("?count=1", "application/x-ndjson", 1)]
    [InlineData("?count=1000", "application/x-ndjson", 1_000)]
    public async Task As_many_entries_are_made_as_asked_for(string query, string type, int count)
    {
        using var response = await _simulator.Http.GetAsync(new Uri($"/simulate/review{query}", UriKind.Relative), Token);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal(count, (await response.Content.ReadAsStringAsync(Token)).Count(static c => c == '\n'));
    }

    [Fact]
    public async Task An_incident_changes_all_services_until_it_ends()
    {
        Assert.InRange(Failed(await _simulator.EntriesAsync("/simulate/payment?count=1000")), 0, 10);

        await _simulator.GetAsync("/simulate/member?incident=payment-outage&duration=5");

        // Of 45 % that are payments, four of five fail.
        Assert.InRange(Failed(await _simulator.EntriesAsync("/simulate/payment?count=1000")), 280, 440);
        using var stream = await _simulator.OpenAsync("/stream/order?rate=1000");
        Assert.InRange(Failed(await stream.EntriesAsync(200)), 35, 90);
        var incident = Assert.Single((await _simulator.HealthAsync()).GetProperty("incidents").EnumerateArray());
        Assert.Equal("payment-outage", incident.GetProperty("name").GetString());
        var end = incident.GetProperty("until").GetDateTimeOffset();
        await Eventually.HoldsAsync(
            "the incident ends", async () => (await _simulator.HealthAsync()).GetProperty("incidents").GetArrayLength() == 0);

        Assert.InRange(Failed(await _simulator.EntriesAsync("/simulate/payment?count=1000")), 0, 10);
        var later = await stream.EntryAsync();
        while (later.GetProperty("ts").GetDateTimeOffset() < end)
            later = await stream.EntryAsync();
        Assert.InRange(Failed(await stream.EntriesAsync(500)), 0, 10);
    }

    [Fact]
    public async Task A_client_that_reads_misses_no_entry_of_a_burst()
    {
        using var stream = await _simulator.OpenAsync($"/stream/review?{Silent}");
        var made = new List<string>();
        for (var request = 0; request < Broadcast.Capacity / 1_000; request++)
            made.AddRange((await _simulator.EntriesAsync("/simulate/review?count=1000")).ConvertAll(Trace));
        Assert.Equal(made, (await stream.EntriesAsync(made.Count)).ConvertAll(Trace));
    }

    private static int Failed(List<JsonElement> entries) => entries.Count(static e => e.GetProperty("status").GetInt32() >= 500);

    private static string Trace(JsonElement entry) => entry.GetProperty("trace_id").GetString()!;
}
