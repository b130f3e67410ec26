using Pipeline.Dashboard.Assets;
using Pipeline.Dashboard.Pages;
using Pipeline.Dashboard.Snapshots;

namespace Pipeline.Dashboard.Web;

/// <summary>The dashboard's web application: its services and its middleware, in the order in which a request passes.</summary>
internal static class DashboardSite
{
    /// <summary>Bytes. Far above the size of any form of the page.</summary>
    private const long MaxBodySize = 64 * 1024;

    /// <summary>Builds the application. It accepts connections once it is started.</summary>
    /// <param name="listener">Socket to accept connections on. The application takes ownership.</param>
    /// <param name="token">Token for the log-in; null for no log-in.</param>
    /// <param name="sources">Data and actions of the page.</param>
    public static WebApplication Build(Socket listener, string? token, DashboardSources sources)
    {
        // Without these options, ASP.NET Core searches the entry assembly and the working directory for settings and static files.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardSite).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseUrls($"http://{listener.LocalEndPoint}").UseSockets(o => o.CreateBoundListenSocket = _ => listener);
        builder.WebHost.ConfigureKestrel(static k => (k.AddServerHeader, k.Limits.MaxRequestBodySize) = (false, MaxBodySize));
        builder.Logging.AddPipelineConsole(LogLevel.Warning);
        // The ephemeral keys are intended; this suppresses the warning about them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // The host of the process handles the signals.
        builder.Services.AddSingleton<IHostLifetime, ConsoleLifetimeWithoutSignals>();
        AddServices(builder.Services, token, sources);
        var site = builder.Build();
        Use(site, token is not null, sources.OwnReporter);
        return site;
    }

    private static void AddServices(IServiceCollection services, string? token, DashboardSources sources)
    {
        services.AddSingleton(sources.Store).AddSingleton(sources.Actions).AddSingleton(TimeProvider.System);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(static o =>
        {
            o.Cookie.Name = "dashboard-forms";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.SuppressXFrameOptionsHeader = true;
        });
        services.AddRazorComponents().AddInteractiveServerComponents(static o =>
        {
            // A page that reconnects within this time keeps its state; later it reloads.
            o.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(30);
            o.DisconnectedCircuitMaxRetained = 20;
        });
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        if (token is not null)
            services.AddLogin(token);
        var policy = token is null ? null : new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        services.AddAuthorizationBuilder().SetFallbackPolicy(policy);
    }

    private static void Use(WebApplication site, bool hasToken, WorkerReporter? reporter)
    {
        site.Use((context, next) =>
        {
            SecurityHeaders.Add(context.Response.Headers);
            if (RequestGuard.Refusal(context.Request, hasToken) is not { } refusal)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync(refusal, context.RequestAborted);
        });
        site.UseRouting();
        if (hasToken)
            site.UseRateLimiter().UseAuthentication();
        site.UseAuthorization();
        site.UseAntiforgery();
        site.MapAssets();
        site.MapActions();
        // `pipeline status` reads the workers here when the process has no health port. It cannot log in.
        if (reporter is not null && !hasToken)
            site.MapReport(reporter);
        if (hasToken)
            site.MapLogin();
        site.MapRazorComponents<App>().AddInteractiveServerRenderMode(static o =>
        {
            // SecurityHeaders sets a stricter policy. Compression would cost CPU time per open page.
            o.ContentSecurityFrameAncestorsPolicy = null;
            o.DisableWebSocketCompression = true;
        });
    }
}
