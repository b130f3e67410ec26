namespace Pipeline.Cli.Running;

/// <summary>Builds the whole pipeline in one process: consumers, dashboard, verification, and the services of the traffic.</summary>
internal static class PipelineHost
{
    private const int MembersPerGroup = 3;

    public static IHost Build(PipelineSettings settings, RunTraffic traffic)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddPipelineConsole(LogLevel.Warning);
        // The command handles the signals: it ends the traffic, verifies, then stops the host.
        builder.Services.AddSingleton<IHostLifetime, ConsoleLifetimeWithoutSignals>();
        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = WorkerProgram.ShutdownTimeout;
            o.ServicesStopConcurrently = true;
        });
        // OpenTelemetry's SDK reads its settings from the configuration, which is empty without the defaults.
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddPipelineTelemetry(settings.Telemetry, isScraped: false);
        builder.Services.AddPipeline(settings).AddVerifier(settings).AddDashboardOfThisProcess(settings);
        traffic.AddTo(builder.Services, settings);
        if (!settings.Kafka.Enabled)
            return builder.Build();
        builder.Services.AddPartitionMaintenance();
        foreach (var stream in traffic.Streams)
        {
            for (var member = 0; member < MembersPerGroup; member++)
                builder.Services.AddConsumerMember(settings, stream);
        }

        return builder.Build();
    }
}
