using Benchmarks.Reporting;
using Benchmarks.Servers;
using Confluent.Kafka;
using Pipeline.Hosting.Settings;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Operations.Verification;
using Pipeline.Postgres;
using Pipeline.Shop.Settings;

namespace Benchmarks.Commands;

/// <summary>The part of a card about servers and settings.</summary>
internal static class ServerEnvironment
{
    public static string Sentence(BenchmarkServers servers) => servers switch
    {
        { Settings.ServerDescription: { } are } => are,
        { EmbedsKafka: true, EmbedsPostgres: true } => "embedded parts: a stand-in for Kafka in memory without replication or disk, and a throwaway PostgreSQL",
        { EmbedsKafka: true } => "an embedded stand-in for Kafka, in memory without replication or disk; PostgreSQL as given",
        { EmbedsPostgres: true } => "Kafka as given; an embedded, throwaway PostgreSQL",
        _ => "servers as given",
    };

    public static async Task<RunEnvironment> ReadAsync(BenchmarkServers servers, CancellationToken cancellationToken)
    {
        await using var shop = await servers.OpenShopAsync(new Dictionary<string, string>(StringComparer.Ordinal), cancellationToken);
        var settings = shop.Settings;
        var topic = settings.Kafka.DeclaredTopics.First(t => t.Name == settings.Kafka.Topics.Orders);
        return new(
        [
            .. MachineEnvironment.Entries(TimeProvider.System),
            ("servers", Sentence(servers)),
            ("brokers", Brokers(settings)),
            ("topics", servers.EmbedsKafka
                ? ReportFormat.Count(topic.Partitions, "partition")
                : $"{ReportFormat.Count(topic.Partitions, "partition")}, replication {topic.Replication}, {string.Join(", ", topic.Config.Where(c => c.Key is "min.insync.replicas").Select(c => $"{c.Key} {c.Value}"))}"),
            ("producer", $"acks=all, idempotent, {settings.Kafka.Producer.Compression.ToString().ToLowerInvariant()}, linger {settings.Kafka.Producer.LingerMs} ms, batch {settings.Kafka.Producer.BatchBytes:N0} B"),
            ("consumers", $"3 members a group, batch {settings.Consumer.Batch:N0}; breaker: {settings.Breaker.Failures} failures, {settings.Breaker.OpenFor.TotalSeconds:0} s open"),
            ("seeder", $"batch {settings.Seed.Batch:N0}"),
            ("PostgreSQL", await PostgresAsync(shop, cancellationToken)),
            ("librdkafka", Library.VersionString),
        ]);
    }

    private static string Brokers(PipelineSettings settings)
    {
        using var admin = new AdminClientBuilder(settings.Kafka.Connection.Fill(new AdminClientConfig())).SetLogHandler((_, _) => { }).Build();
        var metadata = admin.GetMetadata(TimeSpan.FromSeconds(10));
        return $"{metadata.Brokers.Count}";
    }

    private static async Task<string> PostgresAsync(BenchmarkShop shop, CancellationToken cancellationToken)
    {
        async Task<string> Setting(string name) => await shop.AskAsync<string>($"SELECT current_setting('{name}')", cancellationToken);
        return $"{await Setting("server_version")}, shared_buffers {await Setting("shared_buffers")}, fsync {await Setting("fsync")}, "
            + $"synchronous_commit {await Setting("synchronous_commit")} for writers and off for consumers and for what the relay removes, max_wal_size {await Setting("max_wal_size")}";
    }
}
