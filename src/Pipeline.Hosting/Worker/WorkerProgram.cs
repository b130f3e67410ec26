using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Reporting;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Telemetry;

namespace Pipeline.Hosting.Worker;

/// <summary>Runs a worker until it is stopped: settings, log, metrics, health port, graceful shutdown.</summary>
public static class WorkerProgram
{
    /// <summary>Shutdown timeout of all hosted services together. Must be below Compose's stop_grace_period.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Runs the worker with settings from environment and arguments. With the argument <c>--health</c> it queries the health of a running
    /// worker instead.
    /// </summary>
    /// <returns>Exit code: 0 after a graceful shutdown, 1 after a refusal or failure, 2 for wrong settings.</returns>
    public static async Task<int> RunAsync(
        PipelineDomain domain, string[] args, Action<IServiceCollection, PipelineSettings> compose)
    {
        if (args is ["--health"])
            return await HealthProbe.AskAsync(Environment.GetEnvironmentVariable);
        return await ErrorReporter.GuardWorkerAsync(async () =>
        {
            var settings = PipelineSettings.OfProcess(domain, args);
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
                // Stopped before the start had completed: a graceful shutdown too.
            }
            catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
            {
                throw PortInUse(settings.HealthPort, e);
            }

            // RunAsync does not throw when a background service has failed, but the exit code must show the failure.
            return workers.Exists(w => w.ExecuteTask is { IsFaulted: true }) ? 1 : Environment.ExitCode;
        });
    }

    /// <summary>Runs before anything starts: a host that fails during its start logs stack traces of the services it stops.</summary>
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
        new($"Port {port} is already in use: set HEALTH_PORT to a free one.", isTransient: false, cause);

    private static WebApplication Build(PipelineSettings settings, Action<IServiceCollection, PipelineSettings> compose)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddPipelineConsole();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton<MemberHealth>().AddSingleton<PollHealth>();
        builder.Services.AddHealthChecks().AddCheck<MemberHealth>("ready", tags: ["ready"]).AddCheck<PollHealth>("live", tags: ["live"]);
        builder.Services.AddPipeline(settings).AddPipelineTelemetry(settings.Telemetry, isScraped: true);
        compose(builder.Services, settings);
        // Outside a container only this machine may read the report.
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
