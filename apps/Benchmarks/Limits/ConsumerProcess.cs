using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Benchmarks.Servers;

namespace Benchmarks.Limits;

/// <summary>A consumer as a process of its own, as it is deployed: how soon it polls, and how much memory it takes under load.</summary>
internal static class ConsumerProcess
{
    /// <summary>The hidden verb with which this program becomes a consumer.</summary>
    public const string Verb = "consumer";

    /// <summary>Starts one and has it work off the topic alone.</summary>
    /// <returns>Seconds from its start until it has polled; its largest working set, MB. NaN where the system does not tell.</returns>
    public static async Task<(double StartSeconds, double PeakMegabytes)> RunAsync(BenchmarkShop shop, BenchmarkServers servers, long count, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ConsumerProcess).Assembly.Location);
        start.ArgumentList.Add(Verb);
        foreach (var (name, value) in servers.EmbeddedSettings.Concat(shop.ProgramEnvironment))
            start.Environment[name] = value;
        start.Environment["CONSUMER_TOPIC"] = "orders";
        start.Environment["HEALTH_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await UntilAsync(process, () => IsReadyAsync(port, cancellationToken), cancellationToken);
            var ready = clock.Elapsed.TotalSeconds;
            await Load.RunningShop.UntilAsync(
                () => shop.AskAsync<long>("SELECT coalesce(sum(applied), 0)::bigint FROM consumer_progress", cancellationToken), count, "events take effect through the process", cancellationToken);
            return (ready, PeakMegabytes(process));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>VmHWM of proc(5): the largest resident set so far, kB.</summary>
    private static double PeakMegabytes(Process process)
    {
        if (!OperatingSystem.IsLinux())
            return process.PeakWorkingSet64 / 1e6;
        var line = File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>The health port says so when the servers were found in order, which is when the member begins to poll.</summary>
    private static async Task<bool> IsReadyAsync(int port, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        try
        {
            return await http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/health/ready"), cancellationToken) == "Healthy";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Process process, Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition())
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The consumer ended with {process.ExitCode}.");
            await Task.Delay(10, cancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
