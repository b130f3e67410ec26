using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Pipeline.Dashboard.Board;
using Pipeline.Hosting.Composition;
using Pipeline.Hosting.Reporting;
using Pipeline.Hosting.Settings;
using Pipeline.Hosting.Startup;
using Pipeline.Kafka;
using Pipeline.Operations.Status;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

namespace Pipeline.Dashboard;

/// <summary>The dashboard as a verb, beside those of <see cref="PipelineServices"/>.</summary>
public static class DashboardServices
{
    /// <summary>The dashboard of a system whose workers are other processes, as DASHBOARD_WORKERS names them.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, PipelineSettings settings)
    {
        services.AddSingleton(p => new DashboardSources(
            settings, p.GetRequiredService<Databases>(), new HttpReports(settings.Dashboard.Workers, GlanceReader.Patience, TimeProvider.System),
            p.GetRequiredService<ILogger<GlanceSampler>>(), TimeProvider.System));
        return services.AddService(settings, mayTakeAnotherPort: false);
    }

    /// <summary>The dashboard of a process that does everything itself: a port that is taken is no reason not to run.</summary>
    public static IServiceCollection AddDashboardOfThisProcess(this IServiceCollection services, PipelineSettings settings)
    {
        services.AddSingleton(p =>
        {
            var reporter = p.GetRequiredService<WorkerReporter>();
            return new DashboardSources(
                settings, p.GetRequiredService<Databases>(), new OwnReport(reporter, TimeProvider.System),
                p.GetRequiredService<ILogger<GlanceSampler>>(), TimeProvider.System)
            {
                OwnReporter = reporter,
            };
        });
        return services.AddService(settings, mayTakeAnotherPort: true);
    }

    private static IServiceCollection AddService(this IServiceCollection services, PipelineSettings settings, bool mayTakeAnotherPort)
    {
        services.AddSingleton(p => new DashboardService(
            settings.Dashboard, p.GetRequiredService<DashboardSources>(), mayTakeAnotherPort, p.GetRequiredService<ILogger<DashboardService>>()));
        return services.AddSingleton<IHostedService>(static p => p.GetRequiredService<DashboardService>());
    }
}
