using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Dashboard.Board;
using Pipeline.Dashboard.Web;
using Pipeline.Hosting.Options;
using Pipeline.Hosting.Startup;

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
        var port = options.Port;
        if (port != 0 && Obstacle(isPublic ? IPAddress.Any : IPAddress.Loopback, port) is { } obstacle)
        {
            if (!mayTakeAnotherPort)
                throw new StartupRefusedException($"Port {port} {obstacle}: set DASHBOARD_PORT to a free one, or to 0.", canHeal: false);
            (port, TookAnotherPort) = (0, true);
        }

        _site = DashboardSite.Build($"http://{(isPublic ? "*" : "127.0.0.1")}:{port}", options.Token, sources);
        await _site.StartAsync(cancellationToken);
        Port = PortOf(_site);
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

    private static int PortOf(WebApplication site) =>
        BindingAddress(site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static int BindingAddress(string address) => Microsoft.AspNetCore.Http.BindingAddress.Parse(address).Port;

    /// <returns>Why it cannot be listened on; null when it can.</returns>
    private static string? Obstacle(IPAddress address, int port)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return e.SocketErrorCode == SocketError.AccessDenied ? "may not be opened by this user" : "is already in use";
        }
    }
}
