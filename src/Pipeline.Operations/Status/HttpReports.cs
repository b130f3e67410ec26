using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Pipeline.Simulation.Dirt;

namespace Pipeline.Operations.Status;

/// <summary>
/// The reports of other processes, from the health ports that DASHBOARD_WORKERS names. A name with several addresses is a scaled
/// service, and each address a worker. They are called by their host, and with the port where several have one host.
/// </summary>
/// <param name="workers">host:port each.</param>
/// <param name="waitTimeout">Longest wait for one.</param>
/// <param name="time">Clock.</param>
public sealed class HttpReports(IReadOnlyList<string> workers, TimeSpan waitTimeout, TimeProvider time) : IWorkerReports, IDisposable
{
    /// <summary>Containers come and go with their addresses; a name server asked every second would be one more load.</summary>
    private static readonly TimeSpan AddressesLive = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), UseProxy = false });
    private readonly ILookup<string, string> _hosts = workers.ToLookup(static w => new Uri($"http://{w}").Host, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, PolledSource<WorkerReport>> _sources = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Name, string Address)> _addresses = [];
    private long? _resolvedAt;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkerState>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_resolvedAt is not { } at || time.GetElapsedTime(at) > AddressesLive)
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
            _sources[address] = source = new(token => AskAsync(address, token), static e => (e.InnerException ?? e).Message, waitTimeout, time);
        return new(name, await source.ReadAsync(cancellationToken));
    }

    private async Task<WorkerReport> AskAsync(string address, CancellationToken cancellationToken) =>
        await _http.GetFromJsonAsync(new Uri($"http://{address}{WorkerReport.Path}"), ReportJson.Default.WorkerReport, cancellationToken)
            ?? throw new HttpRequestException("The report is empty.");

    /// <summary>A name that is not known stays in the list as it is: asking it says what is wrong.</summary>
    private async Task<IEnumerable<(string Name, string Address)>> ResolveAsync(string worker, CancellationToken cancellationToken)
    {
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
                return addresses.OrderBy(static a => a.ToString(), StringComparer.Ordinal).Select((a, index) =>
                    (addresses.Length == 1 ? name : $"{name} #{index + 1}", new IPEndPoint(a, uri.Port).ToString()));
            }
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            // Said by the question that follows.
        }

        return [(name, worker)];
    }
}
