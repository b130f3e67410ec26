using Pipeline.Dashboard.Snapshots;

namespace Pipeline.Dashboard;

/// <summary>Registers the dashboard, beside the registrations of <see cref="PipelineServices"/>.</summary>
public static class DashboardServices
{
    /// <summary>A dashboard for workers in other processes, listed in DASHBOARD_WORKERS.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services, PipelineSettings settings)
    {
        services.AddSingleton(p => new DashboardSources(
            settings, p.GetRequiredService<Databases>(),
            new HttpReports(settings.Dashboard.Workers, StatusReader.WaitTimeout, TimeProvider.System),
            p.GetRequiredService<ILogger<StatusPoller>>(), TimeProvider.System));
        return services.AddService(settings, mayTakeAnotherPort: false);
    }

    /// <summary>A dashboard for the workers of this process. When its port is taken, it listens on another one.</summary>
    public static IServiceCollection AddDashboardOfThisProcess(this IServiceCollection services, PipelineSettings settings)
    {
        services.AddSingleton(p =>
        {
            var reporter = p.GetRequiredService<WorkerReporter>();
            return new DashboardSources(
                settings, p.GetRequiredService<Databases>(), new OwnReport(reporter, TimeProvider.System),
                p.GetRequiredService<ILogger<StatusPoller>>(), TimeProvider.System)
            {
                OwnReporter = reporter,
            };
        });
        return services.AddService(settings, mayTakeAnotherPort: true);
    }

    private static IServiceCollection AddService(this IServiceCollection services, PipelineSettings settings, bool mayTakeAnotherPort)
    {
        services.AddSingleton(p => new DashboardService(
            settings.Dashboard, p.GetRequiredService<DashboardSources>(), mayTakeAnotherPort,
            p.GetRequiredService<ILogger<DashboardService>>()));
        return services.AddSingleton<IHostedService>(static p => p.GetRequiredService<DashboardService>());
    }
}
