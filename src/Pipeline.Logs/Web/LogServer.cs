using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;

namespace Pipeline.Logs.Web;

/// <summary>Runs the service until it is stopped.</summary>
internal static class LogServer
{
    /// <exception cref="StartupRefusedException">The port is taken or not permitted.</exception>
    public static async Task<int> RunAsync(LogSettings settings, ServiceCatalogue catalogue, CancellationToken stop)
    {
        var listener = ListenSocket.Open(settings.Port, ListenSocket.IsInContainer, "LOG_PORT");
        var address = $"http://localhost:{((IPEndPoint)listener.LocalEndPoint!).Port}";
        await using var site = LogSite.Build(listener, settings, catalogue);
        await site.StartAsync(stop);
        site.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Pipeline.Logs").Listening(address);
        await site.WaitForShutdownAsync(stop);
        return 0;
    }
}
