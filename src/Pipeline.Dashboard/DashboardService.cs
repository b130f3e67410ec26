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
        // Inside a container, loopback is unreachable from outside. Compose publishes the port on the loopback of the host.
        var isInContainer = Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true";
        var listener = Listen(options.Token is not null || (!mayTakeAnotherPort && isInContainer), options.Port);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
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

    /// <summary>Binds the socket here and passes it on: a port that is only probed could be taken before the site starts.</summary>
    private Socket Listen(bool isPublic, int port)
    {
        if (!isPublic)
            return Listen(IPAddress.Loopback, port);
        try
        {
            return Listen(IPAddress.IPv6Any, port);
        }
        catch (SocketException)
        {
            // IPv6 is missing or disabled.
            return Listen(IPAddress.Any, port);
        }
    }

    private Socket Listen(IPAddress address, int port)
    {
        Socket? listener = null;
        try
        {
            listener = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address, port));
            // Two sockets can bind to one port; only Listen fails for the second.
            listener.Listen();
            return listener;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            listener?.Dispose();
            if (mayTakeAnotherPort && port != 0)
            {
                TookAnotherPort = true;
                return Listen(address, 0);
            }

            var problem = e.SocketErrorCode == SocketError.AccessDenied ? "is not permitted for this user" : "is already in use";
            throw new StartupRefusedException($"Port {port} {problem}: set DASHBOARD_PORT to a free port, or to 0.", isTransient: false, e);
        }
    }
}
