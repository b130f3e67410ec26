namespace Pipeline.Streams.Telemetry;

/// <summary>What an instrument counts or shows, in OpenTelemetry's words.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A value of this moment.</summary>
    Gauge,

    /// <summary>A distribution.</summary>
    Histogram,
}

/// <summary>Which process has a metric.</summary>
[Flags]
public enum MetricSource
{
    /// <summary>What writes events to Kafka: generator and seeder.</summary>
    Producer = 1,

    /// <summary>A member of a consumer group.</summary>
    Consumer = 2,

    /// <summary>Whatever verifies and runs on, or learns of it by VERIFY_RESULT: the dashboard.</summary>
    Verifier = 4,
}

/// <summary>A line of the table of metrics.</summary>
/// <param name="Name">Name of the instrument.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Unit">Unit in UCUM: <c>s</c>, <c>By</c>, or what is counted in braces.</param>
/// <param name="Meaning">For people.</param>
/// <param name="Source">Who has it.</param>
/// <param name="Tags">Names of its tags.</param>
public sealed record Metric(string Name, MetricKind Kind, string Unit, string Meaning, MetricSource Source, params string[] Tags)
{
    /// <summary>When it has a series, where a running pipeline need not have one; null: always.</summary>
    public string? Once { get; init; }

    /// <summary>
    /// Its name in Prometheus: underscores, the unit unless it is a word in braces, and _total behind a counter
    /// (OpenTelemetry specification, Prometheus and OpenMetrics Compatibility). Of a histogram the name before _bucket, _sum and _count.
    /// </summary>
    public string PrometheusName => Name.Replace('.', '_') + Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" } + (Kind == MetricKind.Counter ? "_total" : "");

    /// <summary>A series in Prometheus that is there when the metric is.</summary>
    public string PrometheusSeries => Kind == MetricKind.Histogram ? PrometheusName + "_count" : PrometheusName;
}
