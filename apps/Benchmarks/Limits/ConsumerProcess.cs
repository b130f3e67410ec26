using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Benchmarks.Servers;

namespace Benchmarks.Limits;

/// <summary>What one consumer takes.</summary>
/// <param name="StartSeconds">From its start until it has polled.</param>
/// <param name="PeakMegabytes">Its largest working set, mapped files included.</param>
/// <param name="PeakOwnMegabytes">The largest part of it that is its own.</param>
internal sealed record ConsumerFootprint(double StartSeconds, double PeakMegabytes, double PeakOwnMegabytes);

/// <summary>A consumer as a process of its own, as it is deployed: how soon it polls, and how much memory it takes under load.</summary>
internal static class ConsumerProcess
{
    /// <summary>The hidden verb with which this program becomes a consumer.</summary>
    public const string Verb = "consumer";

    /// <summary>Starts one and has it work off the topic alone.</summary>
    public static async Task<ConsumerFootprint> RunAsync(BenchmarkShop shop, BenchmarkServers servers, long count, CancellationToken cancellationToken)
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
        // What the consumer's own project and the image set: this program's young objects may take more. In hexadecimal.
        (start.Environment["DOTNET_GCGen0MaxBudget"], start.Environment["MALLOC_ARENA_MAX"]) = ("400000", "2");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await UntilAsync(process, () => IsReadyAsync(port, cancellationToken), cancellationToken);
            var ready = clock.Elapsed.TotalSeconds;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var own = PeakOfItsOwnAsync(process, ended.Token);
            await Load.RunningShop.UntilAsync(
                () => shop.AskAsync<long>("SELECT coalesce(sum(applied), 0)::bigint FROM consumer_progress", cancellationToken), count, "events take effect through the process", cancellationToken);
            await ended.CancelAsync();
            return new(ready, PeakMegabytes(process), await own);
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
        return Megabytes(process, "VmHWM:");
    }

    /// <summary>RssAnon and RssShmem of proc(5), looked at ten times a second: all that is resident but mapped files, which processes share.</summary>
    private static async Task<double> PeakOfItsOwnAsync(Process process, CancellationToken ended)
    {
        var peak = 0.0;
        while (!ended.IsCancellationRequested)
        {
            peak = Math.Max(peak, OperatingSystem.IsLinux() ? Megabytes(process, "RssAnon:", "RssShmem:") : process.PrivateMemorySize64 / 1e6);
            await Task.Delay(100, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    private static double Megabytes(Process process, params string[] fields) =>
        File.ReadLines($"/proc/{process.Id}/status")
            .Select(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => fields.Contains(words[0]))
            .Sum(static words => double.Parse(words[1], CultureInfo.InvariantCulture)) * 1024 / 1e6;

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
