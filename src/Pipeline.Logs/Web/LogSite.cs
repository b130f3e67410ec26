using Pipeline.Logs.Bridge;
using Pipeline.Logs.Incidents;
using Pipeline.Logs.Metrics;
using Pipeline.Logs.Services;
using Pipeline.Logs.Settings;
using Pipeline.Logs.Streaming;

namespace Pipeline.Logs.Web;

/// <summary>The web application: its services, its addresses, and the options of its connections.</summary>
internal static class LogSite
{
    /// <summary>
    /// Bytes that the kernel holds for a client that does not read. The kernel's default grows to megabytes: the client would read old
    /// entries for long before it reads that some were dropped.
    /// </summary>
    private const int SendBufferBytes = 256 * 1024;

    private const string DocsPath = "/docs";

    /// <summary>Scalar's page has inline scripts and styles. It loads from this origin only.</summary>
    private const string DocsPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
        + "img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Seconds: an idle connection to a client that vanished is closed after 30 + 3 × 10. The kernel sends no keep-alive probes while sent
    /// data is not acknowledged; then its limit of retransmissions applies (tcp_retries2, about 15 minutes).
    /// </summary>
    private static readonly (int Idle, int Interval, int Probes) KeepAlive = (30, 10, 3);

    /// <summary>Builds the application. It accepts connections once it is started.</summary>
    /// <param name="listener">Socket to accept connections on. The application takes ownership.</param>
    /// <param name="settings">Settings.</param>
    /// <param name="catalogue">The services.</param>
    public static WebApplication Build(Socket listener, LogSettings settings, ServiceCatalogue catalogue)
    {
        SetOptions(listener);
        // Without these options, ASP.NET Core searches the entry assembly and the working directory for settings and static files.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(LogSite).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseUrls($"http://{listener.LocalEndPoint}").UseSockets(o => o.CreateBoundListenSocket = _ => listener);
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            // A client may read slowly: it loses entries, not its connection.
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Logging.AddPipelineConsole();
        // The image sets HTTP_PORTS; this suppresses the warning that the socket above replaces it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Error);
        builder.Services.AddSingleton(settings).AddSingleton(catalogue).AddSingleton(TimeProvider.System)
            .AddSingleton<ActiveIncidents>().AddSingleton<Broadcast>().AddPipelineTelemetry(settings.Telemetry, isScraped: true)
            .AddProblemDetails().AddOpenApi(Describe);
        builder.Services.ConfigureOpenTelemetryMeterProvider(static metrics => metrics.AddMeter(LogMetrics.MeterName));
        builder.Services.ConfigureHttpJsonOptions(static o =>
        {
            o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            // The default also reads numbers from texts, and the OpenAPI document would say that an answer can have either.
            o.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = WorkerProgram.ShutdownTimeout);
        if (settings.Kafka is not null)
            builder.Services.AddSingleton<KafkaBridge>().AddHostedService(static p => p.GetRequiredService<KafkaBridge>());
        var site = builder.Build();
        site.UseExceptionHandler();
        site.UseStatusCodePages();
        site.Use(static (context, next) =>
        {
            if (context.Request.Path.StartsWithSegments(DocsPath, StringComparison.OrdinalIgnoreCase))
                context.Response.Headers.ContentSecurityPolicy = DocsPolicy;
            return next(context);
        });
        site.MapStreams();
        site.MapSimulations();
        site.MapStatus();
        site.MapOpenApi("/openapi");
        site.MapScalarApiReference(DocsPath, static o =>
        {
            o.Title = "Log simulator";
            o.OpenApiRoutePattern = "/openapi";
            // The page loads nothing from other servers, and offers no services of others.
            o.DisableDefaultFonts().DisableAgent().DisableMcp().DisableTelemetry();
            o.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            o.HideClientButton = true;
        });
        return site;
    }

    private static void SetOptions(Socket listener)
    {
        // Connections inherit the options of the listener.
        listener.SendBufferSize = SendBufferBytes;
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAlive.Idle);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAlive.Interval);
        listener.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAlive.Probes);
    }

    private static void Describe(OpenApiOptions options) => options.AddDocumentTransformer(static (document, _, _) =>
    {
        document.Info = new()
        {
            Title = "Log simulator",
            Version = "v1",
            Description = "Simulated logs of several services. Entries of one request share their trace_id across services. An address "
                + "of an unknown service is answered with status 404 and the list of services.",
        };
        return Task.CompletedTask;
    });
}
