using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using DotNet.Testcontainers.Configurations;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>Asks the container engine, through its API, whether it can start our images. An engine that does not answer is none.</summary>
internal static class ContainerEngine
{
    /// <summary>
    /// An engine on the same machine answers in milliseconds; one that has to fetch says within this time that it has begun.
    /// </summary>
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PullPatience = TimeSpan.FromMinutes(5);

    /// <summary>Whether every image is there, or could be fetched.</summary>
    public static async Task<bool> HasAsync(params string[] images)
    {
        using var http = Connect();
        try
        {
            using var deadline = new CancellationTokenSource(WaitTimeout);
            using var version = await http.GetAsync("version", deadline.Token);
            if (!version.IsSuccessStatusCode)
                return false;
            // The reaper removes the containers of a killed run. It needs an image of its own, which is not worth a failed run.
            TestcontainersSettings.ResourceReaperEnabled &= await http.GetStringAsync(
                "images/json?filters=" + WebUtility.UrlEncode("""{"reference":["testcontainers/ryuk"]}"""),
                deadline.Token) is not "[]" and not "[]\n";
            foreach (var image in images)
            {
                if (!await HasAsync(http, image))
                    return false;
            }

            return true;
        }
        catch (Exception e) when (
            e is HttpRequestException or SocketException or IOException or OperationCanceledException or TimeoutException)
        {
            return false;
        }
    }

    private static async Task<bool> HasAsync(HttpClient http, string image)
    {
        using var present = await http.GetAsync($"images/{image}/json");
        if (present.IsSuccessStatusCode)
            return true;
        using var deadline = new CancellationTokenSource(WaitTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"images/create?fromImage={WebUtility.UrlEncode(image)}");
        using var pull = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        if (!pull.IsSuccessStatusCode)
            return false;
        await pull.Content.ReadAsStringAsync().WaitAsync(PullPatience);
        using var pulled = await http.GetAsync($"images/{image}/json");
        return pulled.IsSuccessStatusCode;
    }

    private static HttpClient Connect()
    {
        var host = Environment.GetEnvironmentVariable("DOCKER_HOST");
        if (string.IsNullOrEmpty(host))
            host = OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock";
        var uri = new Uri(host);
#pragma warning disable CA2000 // The client owns the handler.
        var handler = new SocketsHttpHandler { ConnectCallback = (_, token) => OpenAsync(uri, token) };
#pragma warning restore CA2000
        return new HttpClient(handler) { BaseAddress = new Uri("http://engine/"), Timeout = PullPatience };
    }

    private static async ValueTask<Stream> OpenAsync(Uri uri, CancellationToken cancellationToken)
    {
        if (uri.Scheme == "npipe")
        {
            var pipe = new NamedPipeClientStream(".", uri.Segments[^1], PipeDirection.InOut, PipeOptions.Asynchronous);
            await pipe.ConnectAsync(cancellationToken);
            return pipe;
        }

        var unix = uri.Scheme == "unix";
        var socket = unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(
                unix ? new UnixDomainSocketEndPoint(uri.AbsolutePath) : new DnsEndPoint(uri.Host, uri.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
