namespace Pipeline.Operations.Status;

/// <summary>
/// Reads the reports of other processes from the health ports in DASHBOARD_WORKERS. If a host name resolves to several addresses, each
/// address is one worker. A worker is named by its host; the port is added if several entries have the same host. An optional worker is
/// left out until its name resolves.
/// </summary>
/// <param name="workers">host:port each; an optional worker ends with <see cref="OptionalSuffix"/>.</param>
/// <param name="waitTimeout">Maximum wait per worker.</param>
/// <param name="time">Clock.</param>
public sealed class HttpReports(IReadOnlyList<string> workers, TimeSpan waitTimeout, TimeProvider time) : IWorkerReports, IDisposable
{
    /// <summary>Suffix of a worker that need not run, for example because its Compose profile is not started.</summary>
    public const char OptionalSuffix = '?';

    /// <summary>How long resolved addresses are used. Containers change addresses, but a DNS query per second would be too many.</summary>
    private static readonly TimeSpan AddressLifetime = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), UseProxy = false });
    private readonly ILookup<string, string> _hosts =
        workers.ToLookup(static w => new Uri($"http://{w.TrimEnd(OptionalSuffix)}").Host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Workers whose name has resolved. An optional worker stays in the list from then on, so that its end is reported.</summary>
    private readonly ConcurrentDictionary<string, bool> _resolved = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, PolledSource<WorkerReport>> _sources = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Name, string Address)> _addresses = [];
    private long? _resolvedAt;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerState>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_resolvedAt is not { } at || time.GetElapsedTime(at) > AddressLifetime)
        {
            _addresses = [.. (await Task.WhenAll(workers.Select(w => ResolveAsync(w, cancellationToken)))).SelectMany(static a => a)];
            _resolvedAt = time.GetTimestamp();
            foreach (var gone in _sources.Keys.Except(_addresses.Select(static a => a.Address), StringComparer.Ordinal).ToList())
                _sources.Remove(gone);
        }

        return await Task.WhenAll(_addresses.Select(a => ReadAsync(a.Name, a.Address, cancellationToken)));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<WorkerState> ReadAsync(string name, string address, CancellationToken cancellationToken)
    {
        if (!_sources.TryGetValue(address, out var source))
        {
            _sources[address] = source = new(
                token => AskAsync(address, token), static e => (e.InnerException ?? e).Message, waitTimeout, time);
        }

        return new(name, await source.ReadAsync(cancellationToken));
    }

    private async Task<WorkerReport> AskAsync(string address, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync(new Uri($"http://{address}{WorkerReport.Path}"), ReportJson.Default.WorkerReport, cancellationToken)
            ?? throw new HttpRequestException("The report is empty.");

    /// <summary>An unresolved name stays in the list, so that the request to it reports the fault.</summary>
    private async Task<IEnumerable<(string Name, string Address)>> ResolveAsync(string entry, CancellationToken cancellationToken)
    {
        var worker = entry.TrimEnd(OptionalSuffix);
        var uri = new Uri($"http://{worker}");
        var name = _hosts[uri.Host].Count() == 1 ? uri.Host : worker;
        try
        {
            var found = await Dns.GetHostAddressesAsync(uri.IdnHost, cancellationToken).WaitAsync(waitTimeout, time, cancellationToken);
            var addresses = found.Length > 1 && Array.Exists(found, static a => a.AddressFamily == AddressFamily.InterNetwork)
                ? Array.FindAll(found, static a => a.AddressFamily == AddressFamily.InterNetwork)
                : found;
            if (addresses.Length > 0)
            {
                _resolved[worker] = true;
                return addresses.OrderBy(static a => a.ToString(), StringComparer.Ordinal).Select((a, index) =>
                    (addresses.Length == 1 ? name : $"{name} #{index + 1}", new IPEndPoint(a, uri.Port).ToString()));
            }
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            // The request that follows reports the fault.
        }

        return entry == worker || _resolved.ContainsKey(worker) ? [(name, worker)] : [];
    }
}
