using Pipeline.Logs.Services;

namespace Pipeline.Logs.Bridge;

/// <summary>
/// The topics of the services, <c>logs.NAME</c>. The bridge creates missing ones, and deploy/kafka/topics.json does not list them, so that
/// a new service needs only its class.
/// </summary>
internal static class BridgeTopics
{
    private static readonly Dictionary<string, string> OneDay = new(StringComparer.Ordinal) { ["retention.ms"] = "86400000" };

    /// <summary>The topic of a service.</summary>
    public static string Of(LogService service) => $"logs.{service.Name}";

    /// <summary>
    /// Creates missing topics: one partition, so that the entries of a service keep their order. Replication is that of the brokers: it
    /// must not depend on how many of them are up.
    /// </summary>
    /// <exception cref="KafkaException">No broker answered in time, or one refused.</exception>
    public static Task<TopicReport> CreateMissingAsync(KafkaConnection connection, IReadOnlyList<LogService> services) =>
        TopicAdmin.CreateMissingAsync(
            connection, [.. services.Select(static s => new TopicDeclaration(Of(s), 1, TopicDeclaration.BrokerDefault, OneDay))]);
}
