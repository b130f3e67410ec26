namespace Pipeline.Operations.Status;

/// <summary>
/// Reads the reports of other processes from the health ports in DASHBOARD_WORKERS. If a host name resolves to several addresses, each
/// address is one worker. A worker is named by its host; the port is added if several entries have the same host. The workers of a group
/// are left out until one of them resolves, because their programs need not run. If no group is in use, the first one is reported.
/// </summary>
/// <param name="workers">host:port or host:port?group each.</param>
/// <param name="waitTimeout">Maximum wait per worker.</param>
/// <param name="time">Clock.</param>
public sealed class HttpReports(IReadOnlyList<string> workers, TimeSpan waitTimeout, TimeProvider time) : IWorkerReports, IDisposable
{
    /// <summary>Precedes the group of a worker.</summary>
    public const char GroupSeparator = '?';

    /// <summary>How long resolved addresses are used. Containers change addresses, but a DNS query per second would be too many.</summary>
    private static readonly TimeSpan AddressLifetime = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), UseProxy = false });
    private readonly ILookup<string, string> _hosts =
        workers.ToLookup(static w => new Uri($"http://{w}").Host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Groups in use. A group stays in use, so that the end of its last worker is reported.</summary>
    private readonly HashSet<string> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, PolledSource<WorkerReport>> _sources = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Name, string Address)> _addresses = [];
    private long? _resolvedAt;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerState>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_resolvedAt is not { } at || time.GetElapsedTime(at) > AddressLifetime)
        {
            _addresses = InUse(await Task.WhenAll(workers.Select(w => ResolveAsync(w, cancellationToken))));
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

    /// <summary>Leaves out the workers of groups that are not in use.</summary>
    private IReadOnlyList<(string Name, string Address)> InUse(IReadOnlyList<Found> found)
    {
        _groups.UnionWith(found.Where(static f => f.IsResolved).Select(static f => f.Group));
        var groups = found.Select(static f => f.Group).Where(static g => g.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var inUse = groups.Exists(_groups.Contains) ? _groups : groups.Take(1).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. found.Where(f => f.Group.Length == 0 || inUse.Contains(f.Group)).SelectMany(static f => f.Addresses)];
    }

    /// <summary>An unresolved name stays in the list, so that the request to it reports the fault.</summary>
    private async Task<Found> ResolveAsync(string worker, CancellationToken cancellationToken)
    {
        var uri = new Uri($"http://{worker}");
        var address = worker.Split(GroupSeparator)[0];
        var name = _hosts[uri.Host].Count() == 1 ? uri.Host : address;
        try
        {
            var found = await Dns.GetHostAddressesAsync(uri.IdnHost, cancellationToken).WaitAsync(waitTimeout, time, cancellationToken);
            var addresses = found.Length > 1 && Array.Exists(found, static a => a.AddressFamily == AddressFamily.InterNetwork)
                ? Array.FindAll(found, static a => a.AddressFamily == AddressFamily.InterNetwork)
                : found;
            if (addresses.Length > 0)
            {
                return new(uri.Query, true, addresses.OrderBy(static a => a.ToString(), StringComparer.Ordinal).Select((a, index) =>
                    (addresses.Length == 1 ? name : $"{name} #{index + 1}", new IPEndPoint(a, uri.Port).ToString())));
            }
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            // The request that follows reports the fault.
        }

        return new(uri.Query, false, [(name, address)]);
    }

    /// <param name="Group">Group with its separator; empty without one.</param>
    /// <param name="IsResolved">Whether the worker's name resolves.</param>
    /// <param name="Addresses">Name and host:port of each worker.</param>
    private sealed record Found(string Group, bool IsResolved, IEnumerable<(string Name, string Address)> Addresses);
}
