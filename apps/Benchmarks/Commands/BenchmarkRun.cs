using System.Diagnostics;
using Benchmarks.Measuring;
using Benchmarks.Reporting;
using Benchmarks.Servers;
using Confluent.Kafka;
using Npgsql;
using Pipeline.Embedded;
using Pipeline.Hosting.Startup;
using Pipeline.Hosting.Worker;
using Pipeline.Streams.Faults;

namespace Benchmarks.Commands;

/// <summary>A benchmark's work: measures, and says what came of it.</summary>
internal delegate Task<BenchmarkReport> BenchmarkBody(RunEnvironment environment, CancellationToken cancellationToken);

/// <summary>The frame of every benchmark: servers, progress, environment, files, and the exit code.</summary>
internal sealed class BenchmarkRun : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private BenchmarkRun(BenchmarkServers servers) => Servers = servers;

    public BenchmarkServers Servers { get; }

    public NetworkMeter Network { get; } = new();

    /// <summary>Runs a benchmark on its servers.</summary>
    /// <returns>0, or 1 when a verification found something or it broke off.</returns>
    public static async Task<int> RunAsync(string name, Func<BenchmarkRun, BenchmarkBody> body, CancellationToken cancellationToken)
    {
        var settings = BenchmarkSettings.Read(Environment.GetEnvironmentVariable);
        try
        {
            await using var servers = await BenchmarkServers.StartAsync(Environment.GetEnvironmentVariable, settings, cancellationToken);
            using var bench = new Bench(servers);
            bench.Say($"{name}: {ServerCard.Sentence(servers)}");
            var card = await ServerCard.ReadAsync(servers, cancellationToken);
            var report = await body(bench)(card, cancellationToken);
            report = report with { Notes = [.. report.Notes, .. servers.Verified.ErrorReporter()] };
            var (csv, html) = ReportFiles.Write(report, new DirectoryInfo(settings.Reports));
            await Console.Error.WriteLineAsync($"written: {csv}, {html}");
            TerminalTable.Print(report);
            return report.Ok ? 0 : 1;
        }
        catch (EmbeddedPartException e)
        {
            throw new StartupRefusedException(e.Message, canHeal: false, e);
        }
        catch (Exception e) when (e is TimeoutException or NpgsqlException or KafkaException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            Console.WriteLine($"benchmark: FAILED name={name} failures=1");
            return 1;
        }
    }

    /// <summary>Progress, on standard error: standard output is the result's.</summary>
    public void Report(string what) => Console.Error.WriteLine($"{_clock.Elapsed:mm\\:ss}  {what}");

    public void Dispose() => Network.Dispose();
}
