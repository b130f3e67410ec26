using Pipeline.Hosting.Settings;

namespace Pipeline.Hosting.Telemetry;

/// <summary>Metrics and traces of a process, with OpenTelemetry.</summary>
public static class TelemetryServices
{
    /// <summary>Path that Prometheus scrapes.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>.NET's metrics of memory, garbage collection and thread pool.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>
    /// Maximum number of tag sets per instrument; further ones are counted under otel.metric.overflow. The SDK allocates memory for all
    /// of them per instrument, so its default of 2,000 would cost megabytes in each consumer.
    /// </summary>
    private const int TagSets = 100;

    /// <summary>For the lag: one tag set per partition, and KAFKA_PARTITIONS is at most 1,000.</summary>
    private const int PartitionTagSets = 1_100;

    /// <summary>
    /// Exports metrics to Prometheus if the process is scraped, and to OTLP if an endpoint is set. Exports traces only to OTLP: without
    /// an endpoint no span is started. Adds nothing if there is no exporter.
    /// </summary>
    /// <param name="services">The process.</param>
    /// <param name="options">OTEL_… .</param>
    /// <param name="isScraped">Whether it serves <see cref="MetricsPath"/>, see <see cref="MapPipelineMetrics"/>.</param>
    public static IServiceCollection AddPipelineTelemetry(this IServiceCollection services, TelemetryOptions options, bool isScraped)
    {
        var sends = options.Endpoint is not null;
        if (!sends && !isScraped)
            return services;
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                options.ServiceName, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Instruments.MeterName, RuntimeMeter).AddView(Limit);
                if (isScraped)
                    metrics.AddPrometheusExporter();
                if (sends)
                    metrics.AddOtlpExporter();
            });
        if (sends)
        {
            telemetry.WithTracing(
                traces => traces.AddSource(PipelineTracing.SourceName).SetSampler(LinkedSampler.Of(options)).AddOtlpExporter());
        }

        return services;
    }

    /// <summary>Starts telemetry in a process without a host. Disposing the provider sends the remaining data.</summary>
    public static void StartTelemetry(this IServiceProvider provider)
    {
        provider.GetService<MeterProvider>();
        provider.GetService<TracerProvider>();
    }

    /// <summary>Serves the metrics under <see cref="MetricsPath"/>.</summary>
    public static void MapPipelineMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(MetricsPath);

    private static MetricStreamConfiguration Limit(Instrument instrument) =>
        new() { CardinalityLimit = instrument.Name == Instruments.ConsumerLag.Name ? PartitionTagSets : TagSets };
}
