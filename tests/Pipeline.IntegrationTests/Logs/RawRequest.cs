using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>Requests on a socket of their own, as no client library sends them.</summary>
internal static class RawRequest
{
    public static async Task<Socket> ConnectAsync(int port, int receiveBuffer = 0)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync(IPAddress.Loopback, port, Token);
        return socket;
    }

    /// <summary>Connects and sends a request whose answer nobody has to read.</summary>
    public static async Task<Socket> OpenAsync(int port, string target, int receiveBuffer = 0)
    {
        var socket = await ConnectAsync(port, receiveBuffer);
        await socket.SendAsync(Encoding.Latin1.GetBytes($"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n"), Token);
        return socket;
    }

    /// <summary>Sends a request line as it is and reads the answer to its end.</summary>
    /// <returns>The status, and everything after the status line.</returns>
    public static async Task<(int Status, string Text)> SendAsync(int port, string requestLine)
    {
        using var socket = await ConnectAsync(port);
        await socket.SendAsync(Encoding.Latin1.GetBytes($"{requestLine}\r\nHost: localhost\r\nConnection: close\r\n\r\n"), Token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(Token).WaitAsync(Eventually.Deadline, Token);
        return (int.Parse(answer.Split(' ')[1]), answer[answer.IndexOf('\n')..]);
    }
}
