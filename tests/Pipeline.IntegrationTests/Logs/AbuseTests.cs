using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>
/// Clients that misbehave, against the program in a process of its own: its handles and its memory come back to what they were, and it goes
/// on.
/// </summary>
[Collection(nameof(RunningSimulator))]
public sealed class AbuseTests : IAsyncLifetime
{
    private readonly HttpClient _http = new(OpenStream.NewHandler());
    private RunningProgram _program = null!;
    private int _port;

    public async ValueTask InitializeAsync()
    {
        _program = RunningProgram.StartBuilt(
            "LogSimulator", new Dictionary<string, string>(StringComparer.Ordinal), "--port", "0", "--seed", "7");
        var line = await _program.SaysAsync("Listening on http://localhost:");
        _port = int.Parse(line.Split("http://localhost:")[1].Split(':')[0]);
        _http.BaseAddress = new($"http://localhost:{_port}");
        // What is made once, by the first streams, is no leak.
        await ConnectAndLeaveAsync(300);
        await IsQuietAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _program.DisposeAsync();
    }

    [Fact]
    public async Task Thousands_of_clients_that_come_and_go_leave_nothing()
    {
        var (handles, memory) = (Handles, Memory);
        await ConnectAndLeaveAsync(5_000);
        await IsQuietAsync();
        await Eventually.HoldsAsync("the handles are closed", () => Handles <= handles + 10);
        Assert.True(Memory < memory + 64, $"{memory} MB before, {Memory} MB after");
        await WorksAsync();
    }

    [Fact]
    public async Task Clients_that_send_nothing_or_half_a_request_hold_up_nobody()
    {
        var handles = Handles;
        string[] beginnings = ["", "G", "GET /str", "GET /stream HTTP/1.1\r\nHost: loc", "GET /stream HTTP/1.1\r\nHost: localhost\r\n"];
        var sockets = new List<Socket>();
        for (var number = 0; number < 200; number++)
        {
            var socket = await RawRequest.ConnectAsync(_port);
            await socket.SendAsync(Encoding.ASCII.GetBytes(beginnings[number % beginnings.Length]), Token);
            sockets.Add(socket);
        }

        await Eventually.HoldsAsync("the connections are accepted", () => Handles >= handles + 200);
        await WorksAsync();
        sockets.ForEach(static s => s.Dispose());
        await IsQuietAsync();
        await Eventually.HoldsAsync("the handles are closed", () => Handles <= handles + 10);
    }

    [Fact]
    public async Task A_fast_reader_beside_200_that_stopped_keeps_its_rate_and_each_of_them_is_told_what_it_lost()
    {
        const int rate = 250;
        var (handles, memory) = (Handles, Memory);
        using var handler = OpenStream.NewHandler();
        handler.ConnectCallback = ConnectSlowAsync;
        using var slowHttp = new HttpClient(handler) { BaseAddress = _http.BaseAddress };
        var slow = new List<OpenStream>();
        for (var number = 0; number < 200; number++)
            slow.Add(await OpenStream.OpenAsync(slowHttp, $"/stream?rate={20 * rate}"));
        await Eventually.HoldsAsync("all streams are open", async () => await OpenStreamsAsync() == 200);

        // 3.5 s: a reader that stopped is behind by more than its two seconds. This one may be behind by four.
        using var fast = await OpenStream.OpenAsync(_http, $"/stream?rate={rate}");
        var (entries, delay) = (new List<JsonElement>(), TimeSpan.Zero);
        while (entries.Count < 7 * rate / 2)
        {
            entries.Add(await fast.EntryAsync());
            delay = TimeSpan.FromTicks(Math.Max(delay.Ticks, (TimeProvider.System.GetUtcNow() - Time(entries[^1])).Ticks));
        }

        Assert.InRange(delay.TotalSeconds, 0, 4);
        Assert.DoesNotContain(entries, static e => e.TryGetProperty("dropped", out _));
        Assert.Equal((entries.Count - 1.0) / rate, (Time(entries[^1]) - Time(entries[0])).TotalSeconds, 0.003);
        Assert.True(Memory < memory + 200, $"{memory} MB before, {Memory} MB with 200 clients that do not read");
        await SayWhatIsLostAsync(slow[0], 20 * rate);
        await SayWhatIsLostAsync(slow[199], 20 * rate);
        slow.ForEach(static s => s.Dispose());
        fast.Dispose();
        await IsQuietAsync();
        await Eventually.HoldsAsync("the handles are closed", () => Handles <= handles + 10);
        await WorksAsync();
    }

    /// <summary>A client that has little room for what it does not read.</summary>
    private async ValueTask<Stream> ConnectSlowAsync(SocketsHttpConnectionContext context, CancellationToken token) =>
        new NetworkStream(await RawRequest.ConnectAsync(_port, receiveBuffer: 4_096), ownsSocket: true);

    /// <summary>Reads on: the entries before the notice, the lost ones and those behind it are all that there were.</summary>
    private static async Task SayWhatIsLostAsync(OpenStream stream, int rate)
    {
        var (before, entry) = (default(JsonElement), await stream.EntryAsync());
        // What fits into the buffers of a connection is far less.
        for (var read = 0; read < 20_000 && !entry.TryGetProperty("dropped", out _); read++)
            (before, entry) = (entry, await stream.EntryAsync());
        var behind = await stream.EntryAsync();
        Assert.Equal(entry.GetProperty("dropped").GetInt64() + 1, (Time(behind) - Time(before)).TotalSeconds * rate, 6.0);
    }

    /// <summary>Half of the clients read a little, some reset the connection, none waits for more.</summary>
    private Task ConnectAndLeaveAsync(int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Token }, async (number, token) =>
        {
            using var socket = await RawRequest.OpenAsync(_port, number % 3 == 0 ? "/stream?rate=max" : "/stream/order?rate=1000");
            if (number % 2 == 0)
                await socket.ReceiveAsync(new byte[512], token);
            if (number % 5 == 0)
                socket.LingerState = new(enable: true, seconds: 0);
        });

    private Task IsQuietAsync() => Eventually.HoldsAsync("no stream is open", async () => await OpenStreamsAsync() == 0);

    private async Task<int> OpenStreamsAsync() =>
        JsonDocument.Parse(await _http.GetStringAsync(new Uri("/health", UriKind.Relative), Token)).RootElement
            .GetProperty("open_streams").GetInt32();

    private async Task WorksAsync()
    {
        using var stream = await OpenStream.OpenAsync(_http, "/stream?rate=1000&limit=50");
        Assert.Equal(50, (await stream.EntriesAsync(50)).Count);
        Assert.False(_program.HasExited, _program.Output);
        Assert.DoesNotContain("   at ", _program.Output, StringComparison.Ordinal);
    }

    private int Handles => Directory.GetFiles($"/proc/{_program.Id}/fd").Length;

    /// <summary>Resident memory, MB.</summary>
    private int Memory => int.Parse(
        File.ReadLines($"/proc/{_program.Id}/status").Single(static l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) / 1_024;

    private static DateTimeOffset Time(JsonElement entry) => entry.GetProperty("ts").GetDateTimeOffset();
}
