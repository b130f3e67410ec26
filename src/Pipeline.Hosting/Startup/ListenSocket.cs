namespace Pipeline.Hosting.Startup;

/// <summary>
/// Binds the socket of a site before the site is built: a port that is only probed could be taken before the site starts.
/// </summary>
public static class ListenSocket
{
    /// <summary>Inside a container, loopback is unreachable from outside. Compose publishes the port on the loopback of the host.</summary>
    public static bool IsInContainer => Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true";

    /// <summary>Listens on a port.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="isPublic">Whether to listen on all addresses instead of the loopback.</param>
    /// <param name="setting">Name of the setting with the port, for the refusal.</param>
    /// <param name="mayTakeAnother">Whether any free port replaces one that is taken.</param>
    /// <exception cref="StartupRefusedException">The port is taken or not permitted, and no other port may be used.</exception>
    public static Socket Open(int port, bool isPublic, string setting, bool mayTakeAnother = false)
    {
        if (!isPublic)
            return Open(IPAddress.Loopback, port, setting, mayTakeAnother);
        try
        {
            return Open(IPAddress.IPv6Any, port, setting, mayTakeAnother);
        }
        catch (SocketException)
        {
            // IPv6 is missing or disabled.
            return Open(IPAddress.Any, port, setting, mayTakeAnother);
        }
    }

    private static Socket Open(IPAddress address, int port, string setting, bool mayTakeAnother)
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
            if (mayTakeAnother && port != 0)
                return Open(address, 0, setting, mayTakeAnother: false);
            var problem = e.SocketErrorCode == SocketError.AccessDenied ? "is not permitted for this user" : "is already in use";
            throw new StartupRefusedException($"Port {port} {problem}: set {setting} to a free port, or to 0.", isTransient: false, e);
        }
    }
}
