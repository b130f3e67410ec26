using Pipeline.Logs.Services;

namespace Pipeline.Logs.Bridge;

/// <summary>
/// The topics of the services, <c>logs.NAME</c>. The bridge creates missing ones, and deploy/kafka/topics.json does not list them, so that
/// a new service needs only its class.
/// </summary>
internal static class BridgeTopics
{
    private const short Replication = 3;
    private const string OneDayMs = "86400000";

    /// <summary>The topic of a service.</summary>
    public static string Of(LogService service) => $"logs.{service.Name}";

    /// <summary>Creates missing topics: one partition, so that the entries of a service keep their order; one day.</summary>
    /// <returns>What was done, a line per topic.</returns>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static async Task<IReadOnlyList<string>> PrepareAsync(KafkaConnection connection, IReadOnlyList<LogService> services)
    {
        var (brokers, _) = await Task.Run(() => TopicAdmin.Find(connection, Of(services[0]), TimeSpan.FromSeconds(5)));
        var replication = (short)Math.Min(Replication, brokers);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["retention.ms"] = OneDayMs,
            ["min.insync.replicas"] = replication > 1 ? "2" : "1",
        };
        var missing = services.Select(Of)
            .Where(topic => TopicAdmin.Find(connection, topic, TimeSpan.FromSeconds(5)).Partitions == 0)
            .Select(topic => new TopicDeclaration(topic, 1, replication, settings)).ToList();
        if (missing.Count == 0)
            return [];
        var report = await TopicAdmin.ApplyAsync(connection, missing);
        return [.. report.Lines, .. report.Refused];
    }
}
