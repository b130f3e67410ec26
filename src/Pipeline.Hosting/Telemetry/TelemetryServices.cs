using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Simulation.Dirt;
using Pipeline.Streams.Faults;
using Pipeline.Streams.Telemetry;

namespace Pipeline.Hosting.Telemetry;

/// <summary>Metrics and traces of a process, by OpenTelemetry.</summary>
public static class TelemetryServices
{
    /// <summary>Where Prometheus finds the metrics of a process that serves HTTP.</summary>
    public const string MetricsPath = "/metrics";

    /// <summary>.NET's own: memory, garbage collection, thread pool.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>
    /// Sets of tags an instrument may have; what comes beyond them is counted under otel.metric.overflow. The SDK sets memory aside
    /// for all of them when an instrument is made: its default of 2,000 would be megabytes in each of nine consumers.
    /// </summary>
    private const int TagSets = 100;

    /// <summary>Of the lag there is one a partition, and KAFKA_PARTITIONS goes to 1,000.</summary>
    private const int PartitionTagSets = 1_100;

    /// <summary>
    /// Measures when somebody can get it: Prometheus where the process is scraped, and OTLP where an endpoint is set. Traces are
    /// made for OTLP alone; without it not even the SDK for them is set up, and no span is ever begun.
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
            .ConfigureResource(resource => resource.AddService(options.ServiceName, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}"))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(MetricTable.MeterName, RuntimeMeter).AddView(Limit);
                if (isScraped)
                    metrics.AddPrometheusExporter();
                if (sends)
                    metrics.AddOtlpExporter();
            });
        if (sends)
            telemetry.WithTracing(traces => traces.AddSource(PipelineTracing.SourceName).SetSampler(LinkedSampler.Of(options)).AddOtlpExporter());
        return services;
    }

    /// <summary>For a process without a host: begins what a host begins when it starts. Ends, and sends the rest, with the provider.</summary>
    public static void StartTelemetry(this IServiceProvider provider)
    {
        provider.GetService<MeterProvider>();
        provider.GetService<TracerProvider>();
    }

    /// <summary>Serves the metrics under <see cref="MetricsPath"/>.</summary>
    public static void MapPipelineMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(MetricsPath);

    private static MetricStreamConfiguration Limit(Instrument instrument) =>
        new() { CardinalityLimit = instrument.Name == MetricTable.ConsumerLag.Name ? PartitionTagSets : TagSets };
}
