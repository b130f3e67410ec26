namespace Pipeline.Operations.Metrics;

/// <summary>A series of the brokers that monitoring relies on. The JMX exporter makes it by deploy/prometheus/kafka-jmx.yml.</summary>
/// <param name="Name">Name in Prometheus.</param>
/// <param name="Meaning">What it counts.</param>
public sealed record BrokerSeries(string Name, string Meaning)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BrokerSeries> All { get; } =
    [
        new("kafka_server_replicamanager_isrshrinkspersec_total", "replicas that left the in-sync set"),
        new("kafka_server_replicamanager_isrexpandspersec_total", "replicas that joined the in-sync set"),
        new("kafka_server_brokertopicmetrics_messagesinpersec_total", "messages in, by topic"),
        new("kafka_server_brokertopicmetrics_bytesinpersec_total", "bytes in, by topic"),
        new("kafka_server_requesthandler_idle_ratio", "idle time of the request handlers"),
    ];
}
