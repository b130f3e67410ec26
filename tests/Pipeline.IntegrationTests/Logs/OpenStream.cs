using System.Text.Json;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>A stream of entries that a client reads. Disposing closes the connection.</summary>
internal sealed class OpenStream : IDisposable
{
    private readonly StreamReader _reader;

    /// <summary>Closes a connection at once, as a client that ends does. The default reads the rest of a response for a while.</summary>
    public static SocketsHttpHandler NewHandler() =>
        new() { UseProxy = false, AllowAutoRedirect = false, ResponseDrainTimeout = TimeSpan.Zero };

    private OpenStream(HttpResponseMessage response, Stream body) => (Response, _reader) = (response, new(body));

    public HttpResponseMessage Response { get; }

    public static async Task<OpenStream> OpenAsync(HttpClient http, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        response.EnsureSuccessStatusCode();
        return new(response, await response.Content.ReadAsStreamAsync(Token));
    }

    /// <summary>The next line; null at the end.</summary>
    public async Task<string?> LineAsync() => await _reader.ReadLineAsync(Token).AsTask().WaitAsync(Eventually.Deadline, Token);

    /// <summary>The next entry, of a line or an event.</summary>
    public async Task<JsonElement> EntryAsync()
    {
        var line = await LineAsync() ?? throw new EndOfStreamException("The stream has ended.");
        while (line.Length == 0 || line[0] == ':')
            line = await LineAsync() ?? throw new EndOfStreamException("The stream has ended.");
        return JsonDocument.Parse(line.Replace("data: {", "{")).RootElement;
    }

    public async Task<List<JsonElement>> EntriesAsync(int count)
    {
        var entries = new List<JsonElement>();
        while (entries.Count < count)
            entries.Add(await EntryAsync());
        return entries;
    }

    public void Dispose()
    {
        _reader.Dispose();
        Response.Dispose();
    }
}
