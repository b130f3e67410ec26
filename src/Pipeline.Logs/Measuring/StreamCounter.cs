namespace Pipeline.Logs.Measuring;

/// <summary>Reads streams and counts their lines.</summary>
internal static class StreamCounter
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Wait before the rates are measured, until all streams are open.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>Entries per second of one stream at full speed.</summary>
    public static async Task<double> MeasureAsync(Uri address, TimeSpan duration, CancellationToken stop)
    {
        using var http = NewClient();
        var counter = new StrongBox<long>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reading = CountAsync(http, new(address, "stream?rate=max"), counter, BufferBytes, end.Token);
        await Task.Delay(TimeSpan.FromSeconds(1), stop);
        var (before, clock) = (Volatile.Read(ref counter.Value), Stopwatch.StartNew());
        await Task.Delay(duration, stop);
        var rate = (Volatile.Read(ref counter.Value) - before) / clock.Elapsed.TotalSeconds;
        await end.CancelAsync();
        await reading;
        return rate;
    }

    /// <summary>Entries per second of each of many streams.</summary>
    public static async Task<IReadOnlyList<double>> MeasureManyAsync(
        Uri address, int streams, int rate, TimeSpan duration, CancellationToken stop)
    {
        using var http = NewClient();
        var counters = Enumerable.Range(0, streams).Select(static _ => new StrongBox<long>()).ToArray();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var url = new Uri(address, $"stream?rate={rate}");
        var reading = counters.Select(c => CountAsync(http, url, c, BufferBytes / 64, end.Token)).ToArray();
        await Task.Delay(Settling, stop);
        var (before, clock) = (counters.Select(static c => Volatile.Read(ref c.Value)).ToArray(), Stopwatch.StartNew());
        await Task.Delay(duration, stop);
        var seconds = clock.Elapsed.TotalSeconds;
        var rates = counters.Select((c, i) => (Volatile.Read(ref c.Value) - before[i]) / seconds).ToArray();
        await end.CancelAsync();
        await Task.WhenAll(reading);
        return rates;
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private static async Task CountAsync(HttpClient http, Uri url, StrongBox<long> lines, int bufferBytes, CancellationToken end)
    {
        try
        {
            var buffer = new byte[bufferBytes];
            await using var stream = await http.GetStreamAsync(url, end);
            while (await stream.ReadAsync(buffer, end) is > 0 and var length)
                Volatile.Write(ref lines.Value, lines.Value + buffer.AsSpan(0, length).Count((byte)'\n'));
        }
        catch (OperationCanceledException)
        {
            // The measurement has ended.
        }
    }
}
