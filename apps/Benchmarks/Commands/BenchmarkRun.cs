using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Commands;

/// <summary>Measures and returns the result.</summary>
internal delegate Task<BenchmarkReport> BenchmarkBody(RunEnvironment environment, CancellationToken cancellationToken);

/// <summary>Runs a benchmark: starts servers, reads the environment, reports progress, writes the files.</summary>
internal sealed class BenchmarkRun : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private BenchmarkRun(BenchmarkServers servers) => Servers = servers;

    public BenchmarkServers Servers { get; }

    public NetworkMeter Network { get; } = new();

    /// <returns>Exit code: 0, or 1 when a verification found a fault or the benchmark ended early.</returns>
    public static async Task<int> RunAsync(string name, Func<BenchmarkRun, BenchmarkBody> body, CancellationToken cancellationToken)
    {
        UnknownSettings.Warn(ShopSettings.Domain);
        var settings = BenchmarkSettings.Read(Environment.GetEnvironmentVariable);
        try
        {
            await using var servers = await BenchmarkServers.StartAsync(Environment.GetEnvironmentVariable, settings, cancellationToken);
            using var run = new BenchmarkRun(servers);
            run.Report($"{name}: {ServerEnvironment.Describe(servers)}");
            var environment = await ServerEnvironment.ReadAsync(servers, cancellationToken);
            var report = await body(run)(environment, cancellationToken);
            report = report with { Notes = [.. report.Notes, .. servers.Verified.Notes()] };
            var (csv, html) = ReportFiles.Write(report, new DirectoryInfo(settings.Reports));
            await Console.Error.WriteLineAsync($"written: {csv}, {html}");
            TerminalTable.Print(report);
            return report.Ok ? 0 : 1;
        }
        catch (EmbeddedPartException e)
        {
            throw new StartupRefusedException(e.Message, isTransient: false, e);
        }
        catch (Exception e) when (e is TimeoutException or NpgsqlException or KafkaException
            or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Console.WriteLine($"benchmark: FAILED name={name} failures=1");
            return 1;
        }
    }

    /// <summary>Prints progress to standard error; standard output is for the result.</summary>
    public void Report(string progress) => Console.Error.WriteLine($"{_clock.Elapsed:mm\\:ss}  {progress}");

    public void Dispose() => Network.Dispose();
}
