using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Services;
using Pipeline.Logs.Streaming;
using Pipeline.Testing.Logs;

namespace Pipeline.UnitTests.Logs;

/// <summary>A stream on a clock that moves when the stream waits.</summary>
public sealed class SubscriptionTests
{
    /// <summary>Bytes after which the stream waits for its reader.</summary>
    private const int Threshold = 64 * 1024;

    private readonly WaitedTime _time = new();
    private readonly Broadcast _broadcast = new();
    private readonly Pipe _pipe = new(new(pauseWriterThreshold: Threshold, resumeWriterThreshold: Threshold / 2));

    [Theory]
    [InlineData(1, 60)]
    [InlineData(30, 3_000)]
    [InlineData(1_000, 50_000)]
    public async Task Entries_come_at_their_rate_and_in_their_order_until_the_limit(double rate, int limit)
    {
        var reading = ReadAsync();
        await RunAsync(rate, limit: limit);

        var entries = await reading;
        Assert.Equal(limit, entries.Count);
        Assert.Equal(limit / rate, _time.Elapsed.TotalSeconds, (1 / rate) + 0.06);
        var times = entries.ConvertAll(static e => e.GetProperty("ts").GetDateTimeOffset());
        Assert.Equal((limit - 1) / rate, (times[^1] - times[0]).TotalSeconds, 0.002);
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task Two_streams_with_one_rate_have_the_same_entries()
    {
        var first = ReadAsync();
        await RunAsync(100, limit: 500);
        var (time, pipe, broadcast) = (new WaitedTime(), new Pipe(), new Broadcast());
        var second = ReadAsync(pipe.Reader);
        using var other = new Subscription(
            new(LogSample.Services, 100, EntryLevel.Debug, 500), new(isEvents: false), LogSample.Seed, new(), broadcast, time);
        await other.RunAsync(pipe.Writer, Token);
        await pipe.Writer.CompleteAsync();

        Assert.Equal((await first).Select(static e => e.GetRawText()), (await second).Select(static e => e.GetRawText()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reader_that_stops_loses_the_oldest_entries_and_is_told_how_many(bool isEvents)
    {
        const int rate = 100;
        var running = RunAsync(rate, limit: 5_000, isEvents: isEvents);
        Assert.False(running.IsCompleted, "the stream did not wait for its reader");
        _time.Advance(TimeSpan.FromHours(1));

        var all = await ReadAsync();
        await running;

        var notices = all.FindAll(static e => e.TryGetProperty("dropped", out _));
        var entries = all.FindAll(static e => !e.TryGetProperty("dropped", out _));
        var notice = Assert.Single(notices);
        var dropped = notice.GetProperty("dropped").GetInt32();
        Assert.Equal(
            ["WARN", "log-simulator", $"this client reads too slowly: {dropped} entries were dropped", $"{dropped}"],
            notice.EnumerateObject().Skip(1).Select(static p => p.Value.ToString()));
        Assert.Equal(5_000, entries.Count);
        Assert.InRange(dropped, 350_000, 360_000);
        // It stands where they are missing, and no others are.
        var at = all.FindIndex(static e => e.TryGetProperty("dropped", out _));
        Assert.Equal(dropped + 1, Distance(all[at - 1], all[at + 1]));
        Assert.Equal(entries.Count + dropped - 1, Distance(entries[0], entries[^1]));

        static double Distance(JsonElement from, JsonElement to) => Math.Round(
            (to.GetProperty("ts").GetDateTimeOffset() - from.GetProperty("ts").GetDateTimeOffset()).TotalSeconds * rate);
    }

    [Fact]
    public async Task What_waits_for_a_reader_that_stopped_is_bounded()
    {
        var running = RunAsync(null, limit: 50_000);
        Assert.False(running.IsCompleted);
        Assert.True(_pipe.Reader.TryRead(out var waiting));
        Assert.InRange(waiting.Buffer.Length, Threshold, 3 * Threshold);
        _pipe.Reader.AdvanceTo(waiting.Buffer.Start);
        Assert.Equal(50_000, (await ReadAsync()).Count);
        await running;
    }

    [Fact]
    public async Task A_level_keeps_the_rate()
    {
        var reading = ReadAsync();
        await RunAsync(50, EntryLevel.Warn, limit: 500);
        Assert.All(await reading, static e => Assert.Contains(e.GetProperty("level").GetString(), (string[])["WARN", "ERROR"]));
        Assert.Equal(10, _time.Elapsed.TotalSeconds, 0.1);
    }

    [Fact]
    public async Task A_level_that_a_service_never_has_is_silence_and_little_work()
    {
        var service = new ScriptedService(static _ => { });
        using var stop = new CancellationTokenSource();
        _time.At(TimeSpan.FromMinutes(1), stop.Cancel);
        var reading = ReadAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(1_000, EntryLevel.Error, services: [service], stop: stop.Token));

        // Not even the notice of a slow reader.
        Assert.Empty(await reading);
        Assert.InRange(service.Calls, 1, 2_000_000);
    }

    [Fact]
    public async Task Simulated_entries_of_its_services_and_level_come_with_the_others_and_count_for_the_limit()
    {
        var running = RunAsync(1, EntryLevel.Warn, limit: 4, services: [LogSample.Service("order")], starts: () =>
        {
            Publish("order", EntryLevel.Warn, 1);
            Publish("payment", EntryLevel.Error, 2);
            Publish("order", EntryLevel.Info, 3);
            Publish("order", EntryLevel.Error, 4);
        });
        var entries = await ReadAsync();
        await running;
        Assert.Equal(4, entries.Count);
        Assert.Equal(["{\"number\":1}", "{\"number\":4}"], entries.Take(2).Select(static e => e.GetRawText()));
        Assert.All(entries.Skip(2), static e => Assert.Equal("order", e.GetProperty("service").GetString()));
        Assert.Equal(0, _broadcast.Count);
    }

    [Fact]
    public async Task Simulated_entries_of_other_services_are_no_loss()
    {
        var running = RunAsync(1, limit: 3, services: [LogSample.Service("order")], starts: () =>
        {
            Publish("order", EntryLevel.Info, 1);
            for (var number = 0; number < 2 * Broadcast.Capacity; number++)
                Publish("payment", EntryLevel.Info, number);
        });
        var entries = await ReadAsync();
        await running;
        Assert.Equal(1, entries[0].GetProperty("number").GetInt32());
        Assert.DoesNotContain(entries, static e => e.TryGetProperty("dropped", out _));
    }

    [Fact]
    public async Task A_stream_of_events_that_is_silent_for_15_seconds_sends_a_comment()
    {
        using var stop = new CancellationTokenSource();
        _time.At(TimeSpan.FromSeconds(40), stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RunAsync(1 / 3_600.0, isEvents: true, services: [new ScriptedService(static _ => { })], stop: stop.Token));
        var read = await _pipe.Reader.ReadAsync(Token);
        Assert.Equal(":\n\n:\n\n", Encoding.ASCII.GetString(read.Buffer));
    }

    private async Task RunAsync(
        double? rate, EntryLevel level = EntryLevel.Debug, int? limit = null, IReadOnlyList<LogService>? services = null,
        bool isEvents = false, Action? starts = null, CancellationToken? stop = null)
    {
        using var subscription = new Subscription(
            new(services ?? LogSample.Services, rate, level, limit), new(isEvents), LogSample.Seed, new(), _broadcast, _time);
        starts?.Invoke();
        try
        {
            await subscription.RunAsync(_pipe.Writer, stop ?? Token);
        }
        finally
        {
            await _pipe.Writer.CompleteAsync();
        }
    }

    private void Publish(string service, EntryLevel level, int number) =>
        _broadcast.Publish(new(service, level, Encoding.ASCII.GetBytes($"{{\"number\":{number}}}\n")));

    /// <summary>Reads to the end: lines, or events.</summary>
    private async Task<List<JsonElement>> ReadAsync(PipeReader? pipe = null)
    {
        await using var stream = (pipe ?? _pipe.Reader).AsStream();
        using var reader = new StreamReader(stream);
        var entries = new List<JsonElement>();
        while (await reader.ReadLineAsync(Token) is { } line)
        {
            if (line.Length > 0)
                entries.Add(JsonDocument.Parse(line.Replace("data: {", "{")).RootElement);
        }

        return entries;
    }
}
