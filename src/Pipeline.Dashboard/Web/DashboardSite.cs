using System.Net.Sockets;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MudBlazor.Services;
using Pipeline.Dashboard.Board;
using Pipeline.Dashboard.Components;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Health;
using Pipeline.Hosting.Reporting;
using Pipeline.Hosting.Worker;
using Pipeline.Operations.Status;

namespace Pipeline.Dashboard.Web;

/// <summary>The dashboard's web application: its services, and the order in which a request passes.</summary>
internal static class DashboardSite
{
    /// <summary>Longer is no form of ours.</summary>
    private const long LongestBody = 64 * 1024;

    /// <summary>Makes it; it listens when it is started.</summary>
    /// <param name="listener">Where it will take connections; it is the site's from then on.</param>
    /// <param name="token">What to log in with; null: nobody has to.</param>
    /// <param name="sources">What is shown and done.</param>
    public static WebApplication Build(Socket listener, string? token, DashboardSources sources)
    {
        // A name and a root of its own: nothing is to be looked for beside the program or in the folder it was started in.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(DashboardSite).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseUrls($"http://{listener.LocalEndPoint}").UseSockets(o => o.CreateBoundListenSocket = _ => listener);
        builder.WebHost.ConfigureKestrel(static k => (k.AddServerHeader, k.Limits.MaxRequestBodySize) = (false, LongestBody));
        builder.Logging.AddPipelineConsole(LogLevel.Warning);
        // Its keys are to end with the process, which it would warn of.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // The host it lives in has the signals.
        builder.Services.AddSingleton<IHostLifetime, ConsoleLifetimeWithoutSignals>();
        AddServices(builder.Services, token, sources);
        var site = builder.Build();
        Use(site, token is not null, sources.OwnReporter);
        return site;
    }

    private static void AddServices(IServiceCollection services, string? token, DashboardSources sources)
    {
        services.AddSingleton(sources.Board).AddSingleton(sources.Actions).AddSingleton(TimeProvider.System);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(static o => (o.Cookie.Name, o.Cookie.SameSite, o.SuppressXFrameOptionsHeader) = ("dashboard-forms", SameSiteMode.Strict, true));
        services.AddRazorComponents().AddInteractiveServerComponents(static o =>
        {
            // A page that lost its connection comes back within this time or loads itself anew.
            o.DisconnectedCircuitRetentionPeriod = TimeSpan.FromSeconds(30);
            o.DisconnectedCircuitMaxRetained = 20;
        });
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        if (token is not null)
            services.AddLogin(token);
        services.AddAuthorizationBuilder().SetFallbackPolicy(token is null ? null : new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
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
        // So that `pipeline status` finds the workers of a process that has no health port. Not past the log-in.
        if (reporter is not null && !hasToken)
            site.MapReport(reporter);
        if (hasToken)
            site.MapLogin();
        site.MapRazorComponents<App>().AddInteractiveServerRenderMode(static o =>
        {
            // SecurityHeaders says it, and more. Without compression, each of many pages has less to compute.
            o.ContentSecurityFrameAncestorsPolicy = null;
            o.DisableWebSocketCompression = true;
        });
    }
}
