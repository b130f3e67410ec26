using Benchmarks.Load;
using Benchmarks.Servers;

namespace Benchmarks.Limits;

/// <summary>Start time and memory of one consumer process.</summary>
/// <param name="StartSeconds">From the start of the process until it is ready to poll.</param>
/// <param name="PeakMegabytes">Largest working set, including mapped files.</param>
/// <param name="PeakPrivateMegabytes">Largest working set without mapped files.</param>
internal sealed record ConsumerFootprint(double StartSeconds, double PeakMegabytes, double PeakPrivateMegabytes);

/// <summary>Runs a consumer in its own process, as it is deployed, and measures its start time and its memory under load.</summary>
internal static class ConsumerProcess
{
    /// <summary>Undocumented command: this program runs as a consumer.</summary>
    public const string Verb = "consumer";

    /// <summary>Starts a consumer and waits until it has applied all events of the topic.</summary>
    public static async Task<ConsumerFootprint> RunAsync(
        BenchmarkShop shop, BenchmarkServers servers, long count, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ConsumerProcess).Assembly.Location);
        start.ArgumentList.Add(Verb);
        foreach (var (name, value) in servers.EmbeddedSettings.Concat(shop.ProgramEnvironment))
            start.Environment[name] = value;
        start.Environment["CONSUMER_TOPIC"] = "orders";
        start.Environment["HEALTH_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        // As in the consumer's project file and image; this program's own settings allow more memory. The GC reads a hexadecimal number.
        (start.Environment["DOTNET_GCGen0MaxBudget"], start.Environment["MALLOC_ARENA_MAX"]) = ("400000", "2");
        (start.Environment["MALLOC_MMAP_THRESHOLD_"], start.Environment["MALLOC_TRIM_THRESHOLD_"]) = ("131072", "131072");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await UntilAsync(process, () => IsReadyAsync(port, cancellationToken), cancellationToken);
            var ready = clock.Elapsed.TotalSeconds;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var peak = PeakPrivateMegabytesAsync(process, ended.Token);
            await RunningShop.UntilAsync(
                () => shop.AppliedEventsAsync(cancellationToken), count, "events are applied by the process", cancellationToken);
            await ended.CancelAsync();
            return new(ready, PeakMegabytes(process), await peak);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>VmHWM of proc(5): the largest resident set of the process.</summary>
    private static double PeakMegabytes(Process process)
    {
        if (!OperatingSystem.IsLinux())
            return process.PeakWorkingSet64 / 1e6;
        return Megabytes(process, "VmHWM:");
    }

    /// <summary>RssAnon and RssShmem of proc(5), sampled every 100 ms. Mapped files are left out because processes share them.</summary>
    private static async Task<double> PeakPrivateMegabytesAsync(Process process, CancellationToken ended)
    {
        var peak = 0.0;
        while (!ended.IsCancellationRequested)
        {
            var now = OperatingSystem.IsLinux() ? Megabytes(process, "RssAnon:", "RssShmem:") : process.PrivateMemorySize64 / 1e6;
            peak = Math.Max(peak, now);
            await Task.Delay(100, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return peak;
    }

    private static double Megabytes(Process process, params string[] fields) =>
        File.ReadLines($"/proc/{process.Id}/status")
            .Select(static line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => fields.Contains(words[0]))
            .Sum(static words => double.Parse(words[1], CultureInfo.InvariantCulture)) * 1024 / 1e6;

    /// <summary>The health port is ready when the startup checks have passed; the member then starts to poll.</summary>
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
                throw new InvalidOperationException($"The consumer process ended with exit code {process.ExitCode} before it was ready.");
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
