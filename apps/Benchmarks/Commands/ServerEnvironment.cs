using Benchmarks.Reporting;
using Benchmarks.Servers;

namespace Benchmarks.Commands;

/// <summary>Reads the environment: machine, servers and settings.</summary>
internal static class ServerEnvironment
{
    public static string Describe(BenchmarkServers servers) => servers switch
    {
        { Settings.ServerDescription: { } description } => description,
        { EmbedsKafka: true, EmbedsPostgres: true } =>
            "embedded parts: a Kafka mock cluster in memory without replication or disk, and a temporary PostgreSQL",
        { EmbedsKafka: true } => "an embedded Kafka mock cluster in memory without replication or disk; PostgreSQL as given",
        { EmbedsPostgres: true } => "Kafka as given; an embedded, temporary PostgreSQL",
        _ => "servers as given",
    };

    public static async Task<RunEnvironment> ReadAsync(BenchmarkServers servers, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken);
        var settings = shop.Settings;
        var producer = settings.Kafka.Producer;
        var topic = settings.Kafka.DeclaredTopics.First(t => t.Name == settings.Kafka.Topics.Of(ShopStreams.Orders));
        return new(
        [
            .. MachineEnvironment.Entries(TimeProvider.System),
            ("servers", Describe(servers)),
            ("brokers", Brokers(settings)),
            ("topics", ReportFormat.Count(topic.Partitions, "partition") + (servers.EmbedsKafka ? "" : Replication(topic))),
            ("producer", $"acks=all, idempotent, {producer.Compression.ToString().ToLowerInvariant()}, linger {producer.LingerMs} ms, "
                + $"batch {producer.BatchBytes:N0} B"),
            ("consumers", $"3 members per group, batch {settings.Consumer.Batch:N0}; "
                + $"breaker: {settings.Breaker.Failures} failures, {settings.Breaker.OpenFor.TotalSeconds:0} s open"),
            ("seeder", $"batch {settings.Seed.Batch:N0}"),
            ("PostgreSQL", await PostgresAsync(shop, cancellationToken)),
            ("librdkafka", Library.VersionString),
        ]);
    }

    private static string Replication(TopicDeclaration topic)
    {
        var minimum = topic.Config.Where(c => c.Key is "min.insync.replicas").Select(c => $", {c.Key} {c.Value}");
        return $", replication {topic.Replication}{string.Concat(minimum)}";
    }

    private static string Brokers(PipelineSettings settings)
    {
        using var admin = new AdminClientBuilder(settings.Kafka.Connection.Fill(new AdminClientConfig()))
            .SetLogHandler((_, _) => { })
            .Build();
        return $"{admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Count}";
    }

    private static async Task<string> PostgresAsync(BenchmarkShop shop, CancellationToken cancellationToken)
    {
        async Task<string> Setting(string name) => await shop.AskAsync<string>($"SELECT current_setting('{name}')", cancellationToken);
        return $"{await Setting("server_version")}, shared_buffers {await Setting("shared_buffers")}, fsync {await Setting("fsync")}, "
            + $"synchronous_commit {await Setting("synchronous_commit")} for writers and off for consumers and the relay's deletes, "
            + $"max_wal_size {await Setting("max_wal_size")}";
    }
}
