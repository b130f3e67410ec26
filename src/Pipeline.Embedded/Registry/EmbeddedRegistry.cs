namespace Pipeline.Embedded.Registry;

/// <summary>
/// A stand-in for a schema registry with the Confluent API: subjects, versions, ids, and the compatibility levels BACKWARD and NONE. In
/// memory, for one machine, without authentication. Compatibility is checked by Apache.Avro.
/// </summary>
public sealed class EmbeddedRegistry : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpListener _listener;
    private readonly RegistryStore _store;
    private readonly Lock _lock = new();

    private EmbeddedRegistry(HttpListener listener, int port, RegistryStore store) =>
        (_listener, Url, _store) = (listener, new($"http://127.0.0.1:{port}"), store);

    /// <summary>Address of the registry.</summary>
    public Uri Url { get; }

    /// <summary>The settings that connect the pipeline's programs to this registry.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["SCHEMA_REGISTRY_URL"] = Url.AbsoluteUri,
    };

    /// <summary>Starts an empty registry.</summary>
    /// <param name="port">Port of the loopback interface; 0 for a free one.</param>
    /// <exception cref="EmbeddedPartException">The port is in use.</exception>
    public static EmbeddedRegistry Start(int port = 0) => Start(port, new());

    /// <summary>Starts again at the same address, with the schemas of a registry that was disposed.</summary>
    public EmbeddedRegistry Restart() => Start(Url.Port, _store);

    /// <summary>Closes the port.</summary>
    public void Dispose() => _listener.Close();

    private static EmbeddedRegistry Start(int port, RegistryStore store)
    {
        var chosen = port == 0 ? FreePort() : port;
        var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{chosen}/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new EmbeddedPartException($"The embedded schema registry cannot listen on port {chosen}: {e.Message}");
        }

        var registry = new EmbeddedRegistry(listener, chosen, store);
        _ = Task.Run(registry.ServeAsync);
        return registry;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // The client or this object has closed the connection.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (status, answer) = await FindAnswerAsync(context.Request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/vnd.schemaregistry.v1+json";
        await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer, Json));
        context.Response.Close();
    }

    private async Task<(int Status, object Answer)> FindAnswerAsync(HttpListenerRequest request)
    {
        try
        {
            using var reader = new StreamReader(request.InputStream);
            var text = await reader.ReadToEndAsync();
            var body = text.Length == 0 ? null : JsonNode.Parse(text);
            string[] path = [.. request.Url!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
            lock (_lock)
                return (200, Answer(request.HttpMethod, path, body));
        }
        catch (RegistryErrorException e)
        {
            return (e.Status, new { error_code = e.Code, message = e.Message });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or AvroException)
        {
            return (422, new { error_code = 42201, message = e.Message });
        }
    }

    private object Answer(string method, string[] path, JsonNode? body) => (method, path) switch
    {
        ("GET", ["subjects"]) => _store.Subjects,
        ("GET", ["subjects", var subject, "versions"]) => _store.Find(subject).ConvertAll(static v => v.Version),
        ("GET", ["subjects", var subject, "versions", var version]) => Shown(_store.Find(subject, version)),
        ("POST", ["subjects", var subject]) => Shown(_store.Find(subject, SchemaOf(body))),
        ("POST", ["subjects", var subject, "versions"]) => new { _store.Register(subject, SchemaOf(body)).Id },
        ("POST", ["compatibility", "subjects", var subject, "versions", _]) =>
            Compatibility(_store.Incompatibility(subject, SchemaOf(body))),
        ("GET", ["schemas", "ids", var id]) => new { schema = _store.Schema(int.Parse(id, CultureInfo.InvariantCulture)) },
        ("GET" or "PUT", ["config", .. var subject]) when subject.Length < 2 => Level(subject.FirstOrDefault() ?? "", body),
        _ => throw new RegistryErrorException(404, 404, "HTTP 404 Not Found"),
    };

    private Dictionary<string, string> Level(string subject, JsonNode? body)
    {
        if (body?["compatibility"]?.GetValue<string>() is { } level)
            _store.SetLevel(subject, level);
        var current = _store.Level(subject);
        return new Dictionary<string, string> { ["compatibility"] = current, ["compatibilityLevel"] = current };
    }

    private static Schema SchemaOf(JsonNode? body) =>
        Schema.Parse(body?["schema"]?.GetValue<string>() ?? throw new RegistryErrorException(422, 42201, "Empty schema"));

    private static object Shown(RegisteredVersion v) => new { v.Subject, v.Id, v.Version, v.Schema };

    private static object Compatibility(string? reason) =>
        new { is_compatible = reason is null, messages = reason is null ? Array.Empty<string>() : [reason] };
}
