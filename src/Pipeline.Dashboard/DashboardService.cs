using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Dashboard.Board;
using Pipeline.Dashboard.Web;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;
using Pipeline.Streams.Faults;

namespace Pipeline.Dashboard;

/// <summary>
/// The dashboard as a part of a process: a web application of its own beside whatever else the process does, so that neither the
/// health port nor the pipeline sees anything of its pages.
/// </summary>
public sealed class DashboardService(DashboardOptions options, DashboardSources sources, bool mayTakeAnotherPort, ILogger<DashboardService> log) : IHostedService
{
    private WebApplication? _site;

    /// <summary>Where to look, without a slash at the end; empty while it has not started.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The port it listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Whether it listens elsewhere than it was told, because that port was taken.</summary>
    public bool TookAnotherPort { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="StartupRefusedException">The port is taken, and no other will do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Within a container, loopback would be the container's own; Compose publishes the port on this machine's loopback.
        var isPublic = options.Token is not null || (!mayTakeAnotherPort && Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true");
        var listener = Listen(isPublic, options.Port);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _site = DashboardSite.Build(listener, options.Token, sources);
        await _site.StartAsync(cancellationToken);
        Address = $"http://localhost:{Port}";
        await sources.Sampler.StartAsync(cancellationToken);
        log.Listening(Address);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await sources.Sampler.StopAsync(cancellationToken);
        if (_site is null)
            return;
        // Open pages hold connections that only their browsers would close.
        using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _site.StopAsync(brief.Token);
        await _site.DisposeAsync();
        _site = null;
    }

    /// <summary>Takes the port for good: one that was only looked at could be another process's before the site is built.</summary>
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
            // No IPv6 here, or it is switched off.
            return Listen(IPAddress.Any, port);
        }
    }

    private Socket Listen(IPAddress address, int port)
    {
        Socket? listener = null;
        try
        {
            listener = SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(address, port));
            // Two sockets may be bound to one port; only one of them may listen.
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

            var obstacle = e.SocketErrorCode == SocketError.AccessDenied ? "may not be opened by this user" : "is already in use";
            throw new StartupRefusedException($"Port {port} {obstacle}: set DASHBOARD_PORT to a free one, or to 0.", canHeal: false, e);
        }
    }
}
