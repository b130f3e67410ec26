namespace Pipeline.Streams.Telemetry;

/// <summary>Kind of an instrument, as in OpenTelemetry.</summary>
public enum MetricKind
{
    /// <summary>A sum that only increases.</summary>
    Counter,

    /// <summary>A current value.</summary>
    Gauge,

    /// <summary>A distribution of values.</summary>
    Histogram,
}

/// <summary>The processes that report a metric.</summary>
[Flags]
public enum MetricSource
{
    /// <summary>Processes that write events to Kafka: generator and seeder.</summary>
    Producer = 1,

    /// <summary>A member of a consumer group.</summary>
    Consumer = 2,

    /// <summary>The dashboard, which runs verifications or reads their results from VERIFY_RESULT.</summary>
    Verifier = 4,
}

/// <summary>An entry of the metric table.</summary>
/// <param name="Name">Name of the instrument.</param>
/// <param name="Kind">Kind of the instrument.</param>
/// <param name="Unit">Unit in UCUM: <c>s</c>, <c>By</c>, or the counted thing in braces, for example <c>{row}</c>.</param>
/// <param name="Meaning">Explanation for operators.</param>
/// <param name="Source">Processes that report the metric.</param>
/// <param name="Tags">Names of the tags.</param>
public sealed record Metric(string Name, MetricKind Kind, string Unit, string Meaning, MetricSource Source, params string[] Tags)
{
    /// <summary>The condition for a series, for example <c>after a fault</c>; null if a running pipeline always has one.</summary>
    public string? Once { get; init; }

    /// <summary>
    /// Name in Prometheus: underscores instead of points, the unit unless it is in braces, and _total for a counter. For a histogram,
    /// the name without _bucket, _sum or _count. Source: OpenTelemetry specification, Prometheus and OpenMetrics Compatibility.
    /// </summary>
    public string PrometheusName =>
        Name.Replace('.', '_')
        + Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" }
        + (Kind == MetricKind.Counter ? "_total" : "");

    /// <summary>A series in Prometheus that exists if the metric is reported.</summary>
    public string PrometheusSeries => Kind == MetricKind.Histogram ? PrometheusName + "_count" : PrometheusName;
}
