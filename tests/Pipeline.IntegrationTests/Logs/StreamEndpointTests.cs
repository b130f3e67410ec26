using System.Net;
using System.Text.Json;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>The tests of the simulator in this process run one after another: they share its count of open streams.</summary>
[Collection(nameof(RunningSimulator))]
public sealed class StreamEndpointTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync(("LOG_MAX_STREAMS", "20"));

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task A_stream_has_the_entries_of_all_services_in_turn()
    {
        using var stream = await _simulator.OpenAsync("/stream?rate=1000&limit=40");
        var entries = await stream.EntriesAsync(40);

        Assert.Null(await stream.LineAsync());
        Assert.Equal("text/plain; charset=utf-8", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", stream.Response.Headers.CacheControl!.ToString());
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);
        var first = entries.FindIndex(static e => Text(e, "service") == "member");
        Assert.All(entries.Skip(first).Chunk(4).SkipLast(1), static request =>
        {
            Assert.Equal(["member", "order", "payment", "review"], request.Select(static e => Text(e, "service")));
            Assert.Single(request.Select(static e => Text(e, "trace_id")).Distinct());
        });
    }

    [Theory]
    [InlineData("member")]
    [InlineData("order")]
    [InlineData("payment")]
    [InlineData("review")]
    public async Task A_service_has_a_stream_of_its_own(string service)
    {
        var entries = await _simulator.EntriesAsync($"/stream/{service}?rate=500&limit=50");
        Assert.Equal(50, entries.Count);
        Assert.All(entries, e => Assert.Equal(service, Text(e, "service")));
        var times = entries.ConvertAll(static e => e.GetProperty("ts").GetDateTimeOffset());
        Assert.Equal(times.Order(), times);
        Assert.Equal(49 / 500.0, (times[^1] - times[0]).TotalSeconds, 0.002);
    }

    [Fact]
    public async Task At_full_speed_a_stream_has_as_many_entries_as_it_is_asked_for() =>
        Assert.Equal(50_000, (await _simulator.EntriesAsync("/stream?rate=max&limit=50000")).Count);

    [Theory]
    [InlineData("WARN", "WARN ERROR")]
    [InlineData("error", "ERROR")]
    public async Task A_level_leaves_out_the_less_serious_ones(string level, string levels)
    {
        var entries = await _simulator.EntriesAsync($"/stream/order?rate=500&limit=200&level={level}");
        Assert.Equal(200, entries.Count);
        Assert.Equal(levels.Split(' ').Order(), entries.Select(static e => Text(e, "level")).Distinct().Order());
    }

    [Theory]
    [InlineData("text/event-stream", true)]
    [InlineData("text/html;q=0.9, text/event-stream;q=0.1, */*;q=0.8", true)]
    [InlineData("text/event-stream;q=0, text/plain", false)]
    [InlineData("*/*", false)]
    [InlineData(";;;", false)]
    public async Task A_client_that_accepts_events_gets_events(string accept, bool isEvents)
    {
        using var stream = await _simulator.OpenAsync("/stream?rate=max&limit=3", ("Accept", accept));
        Assert.Equal(isEvents ? "text/event-stream" : "text/plain", stream.Response.Content.Headers.ContentType!.MediaType);
        var lines = new List<string>();
        while (await stream.LineAsync() is { } line)
            lines.Add(line);
        Assert.Equal(isEvents ? 6 : 3, lines.Count);
        Assert.All(lines, (line, index) => Assert.StartsWith(
            isEvents ? index % 2 == 0 ? "data: {" : "" : "{", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Streams_with_the_same_rate_at_the_same_time_have_the_same_entries()
    {
        using var early = await _simulator.OpenAsync("/stream/order?rate=200");
        var first = await early.LineAsync();
        using var late = await _simulator.OpenAsync("/stream/order?rate=200");
        var shared = await late.LineAsync();

        Assert.NotEqual(first, shared);
        await Eventually.HoldsAsync("the early stream gets there", async () => await early.LineAsync() == shared);
        for (var entry = 0; entry < 100; entry++)
            Assert.Equal(await early.LineAsync(), await late.LineAsync());
    }

    [Fact]
    public async Task Entries_come_at_once_also_to_a_client_that_accepts_compression()
    {
        using var stream = await _simulator.OpenAsync(
            "/stream?rate=5", ("Accept-Encoding", "gzip, br, deflate"), ("Accept", "text/event-stream"));
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);
        // A buffer of any size would hold back two entries of two hundred bytes.
        Assert.Equal(2, (await stream.EntriesAsync(2)).Count);
    }

    [Fact]
    public async Task More_streams_than_the_maximum_are_refused_until_one_ends()
    {
        var streams = new List<OpenStream>();
        for (var number = 0; number < 20; number++)
            streams.Add(await _simulator.OpenAsync("/stream?rate=1"));
        var (status, body) = await _simulator.GetAsync("/stream?rate=1");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (status, body.Contains("20 streams are open, which is the maximum")));

        streams[7].Dispose();

        await Eventually.HoldsAsync(
            "a place is free", async () => (await _simulator.GetAsync("/stream?rate=max&limit=1")).Status == HttpStatusCode.OK);
        streams.ForEach(static s => s.Dispose());
        await Eventually.HoldsAsync(
            "no stream is open", async () => (await _simulator.HealthAsync()).GetProperty("open_streams").GetInt32() == 0);
        Assert.Equal(0, _simulator.Broadcast.Count);
    }

    [Fact]
    public async Task Streams_end_when_the_service_stops()
    {
        using var stream = await _simulator.OpenAsync($"/stream?rate={RunningSimulator.SilentRate}");
        await _simulator.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Null(await stream.LineAsync());
    }

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;
}
