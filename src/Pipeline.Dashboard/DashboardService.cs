using Pipeline.Dashboard.Snapshots;
using Pipeline.Dashboard.Web;

namespace Pipeline.Dashboard;

/// <summary>
/// Runs the dashboard as a separate web application inside the process, so that its pages share neither port nor routes with the
/// health endpoints.
/// </summary>
public sealed class DashboardService(
    DashboardOptions options, DashboardSources sources, bool mayTakeAnotherPort, ILogger<DashboardService> log) : IHostedService
{
    private WebApplication? _site;

    /// <summary>Address of the page, without a trailing slash; empty before the start.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The port it listens on; 0 before the start.</summary>
    public int Port { get; private set; }

    /// <summary>Whether the configured port was taken, so that it listens on another one.</summary>
    public bool TookAnotherPort { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="StartupRefusedException">The port is taken or not permitted, and no other port may be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var isPublic = options.Token is not null || (!mayTakeAnotherPort && ListenSocket.IsInContainer);
        var listener = ListenSocket.Open(options.Port, isPublic, "DASHBOARD_PORT", mayTakeAnotherPort);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        TookAnotherPort = options.Port != 0 && Port != options.Port;
        _site = DashboardSite.Build(listener, options.Token, sources);
        await _site.StartAsync(cancellationToken);
        Address = $"http://localhost:{Port}";
        await sources.Poller.StartAsync(cancellationToken);
        log.Listening(Address);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await sources.Poller.StopAsync(cancellationToken);
        if (_site is null)
            return;
        // Open pages keep their connections open, so a graceful stop would wait for the browsers.
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _site.StopAsync(timeout.Token);
        await _site.DisposeAsync();
        _site = null;
    }
}
