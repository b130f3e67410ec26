using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Reporting;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Telemetry;
using Pipeline.Kafka;
using Pipeline.Operations.Metrics;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Streams.Faults;

namespace Pipeline.Hosting.Worker;

/// <summary>The frame of a process that runs until it is told to stop: settings, log, metrics, health port, orderly end.</summary>
public static class WorkerProgram
{
    /// <summary>How long the hosted services have, together, to end: below Compose's stop_grace_period.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <summary>Runs the worker with the settings of environment and arguments; with the argument <c>--health</c> asks a running one how it is instead.</summary>
    /// <returns>Exit code: 0 after an orderly end, 1 when it had to refuse or failed, 2 for wrong settings.</returns>
    public static async Task<int> RunAsync(
        PipelineDomain domain, string[] args, Action<IServiceCollection, PipelineSettings> compose)
    {
        if (args is ["--health"])
            return await HealthProbe.AskAsync(Environment.GetEnvironmentVariable);
        return await ErrorReporter.GuardAsync(async () =>
        {
            var settings = new PipelineSettings(domain, Environment.GetEnvironmentVariable, args);
            await using var app = Build(settings, compose);
            CheckPort(settings.HealthPort);
            var workers = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
            var stopping = app.Lifetime.ApplicationStopping;
            try
            {
                await app.RunAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Told to stop before it had started: an orderly end all the same.
            }
            catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw PortInUse(settings.HealthPort, e);
            }

            // The host ends in good order when a worker of it has failed; whoever restarts what failed must be told.
            return workers.Exists(w => w.ExecuteTask is { IsFaulted: true }) ? 1 : Environment.ExitCode;
        });
    }

    /// <summary>Asked before anything starts: a host that fails in the middle of its start logs the stack traces of all that it takes back.</summary>
    private static void CheckPort(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw PortInUse(port, e);
        }
    }

    private static StartupRefusedException PortInUse(int port, Exception cause) =>
        new($"Port {port} is already in use: set HEALTH_PORT to a free one.", canHeal: false, cause);

    private static WebApplication Build(PipelineSettings settings, Action<IServiceCollection, PipelineSettings> compose)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddPipelineConsole();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<MemberHealth>().AddSingleton<PollHealth>();
        builder.Services.AddHealthChecks().AddCheck<MemberHealth>("ready", tags: ["ready"]).AddCheck<PollHealth>("live", tags: ["live"]);
        builder.Services.AddPipeline(settings).AddPipelineTelemetry(settings.Telemetry, isScraped: true);
        compose(builder.Services, settings);
        // Outside a container the report is for this machine alone.
        var host = Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true" ? "*" : "127.0.0.1";
        builder.WebHost.UseUrls($"http://{host}:{settings.HealthPort}");
        settings.Check();
        var app = builder.Build();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapPipelineMetrics();
        app.MapReport(app.Services.GetRequiredService<WorkerReporter>());
        return app;
    }
}
