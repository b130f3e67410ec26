using System.Net;
using System.Net.Sockets;

namespace Pipeline.Testing;

/// <summary>TCP ports of the loopback address that were free a moment ago, for programs that cannot choose one themselves.</summary>
public static class FreePorts
{
    public static int One() => Several(1)[0];

    /// <summary>Bound at the same time, so that no two are equal.</summary>
    public static IReadOnlyList<int> Several(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.ConvertAll(l => ((IPEndPoint)l.LocalEndpoint).Port);
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}
