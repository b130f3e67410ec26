namespace Pipeline.Operations.Metrics;

/// <summary>Asks Prometheus which metrics of the pipeline and of the brokers have a series.</summary>
public sealed class SeriesCheck(HttpClient http, Uri prometheus)
{
    /// <summary>Names of all series of pipeline and brokers with a value within the last five minutes (Prometheus's lookback).</summary>
    private const string Query = """group by (__name__) ({__name__=~"(pipeline|messaging|kafka_server)_.+"})""";

    /// <summary>Queries Prometheus.</summary>
    /// <exception cref="StartupRefusedException">Prometheus does not respond, or returns an error.</exception>
    public async Task<SeriesReport> RunAsync(CancellationToken cancellationToken) => SeriesReport.Of(await ReadAsync(cancellationToken));

    private async Task<HashSet<string>> ReadAsync(CancellationToken cancellationToken)
    {
        var query = new Uri(prometheus, $"/api/v1/query?query={Uri.EscapeDataString(Query)}");
        try
        {
            using var answer = await http.GetAsync(query, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var result = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return [.. result.GetProperty("data").GetProperty("result").EnumerateArray()
                .Select(static series => series.GetProperty("metric").GetProperty("__name__").GetString()!)];
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new StartupRefusedException(
                $"Prometheus at {prometheus} does not answer ({e.Message.TrimEnd('.')}): " +
                "start it with `make monitoring`, or set PROMETHEUS_URL.", isTransient: true, e);
        }
    }
}
