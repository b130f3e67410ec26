using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;

namespace Pipeline.IntegrationTests.Topics;

/// <summary>The declaration applied to a real broker. It is the only one, so replication is 1 here.</summary>
[Trait("Category", "RealBrokers")]
public sealed class TopicAdminTests(TestServers servers)
{
    private readonly string _prefix = $"admin-{Guid.NewGuid():N}";

    [Fact]
    public async Task Missing_topics_are_created_as_declared()
    {
        var kafka = await RealAsync();

        var report = await TopicAdmin.ApplyAsync(kafka, [Topic("a", 3), Topic("b", 1)]);

        Assert.Equal(
            [$"{_prefix}-a: created with 3 partitions, replication 1", $"{_prefix}-b: created with 1 partitions, replication 1"],
            report.Lines);
        Assert.Empty(report.Refused);
        await ExistsAsync(kafka, Topic("a", 3), Topic("b", 1));
        Assert.Equal("3600000", await ConfigAsync(kafka, "a", "retention.ms"));
    }

    [Fact]
    public async Task Applied_again_it_finds_everything_as_declared()
    {
        var kafka = await RealAsync();
        await TopicAdmin.ApplyAsync(kafka, [Topic("a", 3)]);
        await ExistsAsync(kafka, Topic("a", 3));

        var report = await TopicAdmin.ApplyAsync(kafka, [Topic("a", 3)]);

        Assert.Equal([$"{_prefix}-a: as declared"], report.Lines);
        Assert.Empty(report.Refused);
    }

    [Fact]
    public async Task Processes_that_create_the_same_topics_at_once_all_succeed()
    {
        var kafka = await RealAsync();
        TopicDeclaration[] topics = [.. Enumerable.Range(0, 8).Select(i => Topic($"t{i}", 1))];

        var reports = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TopicAdmin.ApplyAsync(kafka, topics)));

        Assert.All(reports, static r => Assert.Empty(r.Refused));
        await ExistsAsync(kafka, topics);
    }

    [Fact]
    public async Task Configuration_that_differs_is_set_back_and_the_rest_left_alone()
    {
        var kafka = await RealAsync();
        await TopicAdmin.ApplyAsync(kafka, [Topic("a", 1)]);
        await ExistsAsync(kafka, Topic("a", 1));
        await AlterAsync(kafka, "a", ("retention.ms", "1000"), ("max.message.bytes", "5000"));
        await Eventually.EqualsAsync("1000", () => ConfigAsync(kafka, "a", "retention.ms"), "the broker has taken the change");

        var report = await TopicAdmin.ApplyAsync(kafka, [Topic("a", 1)]);

        Assert.Equal([$"{_prefix}-a: retention.ms set to 3600000 (was 1000)"], report.Lines);
        await Eventually.EqualsAsync("3600000", () => ConfigAsync(kafka, "a", "retention.ms"), "the declaration holds again");
        Assert.Equal("5000", await ConfigAsync(kafka, "a", "max.message.bytes"));
    }

    [Fact]
    public async Task Other_number_of_partitions_or_replicas_is_refused_and_left_as_it_is()
    {
        var kafka = await RealAsync();
        await TopicAdmin.ApplyAsync(kafka, [Topic("a", 2), Topic("b", 1)]);
        await ExistsAsync(kafka, Topic("a", 2), Topic("b", 1));

        var report = await TopicAdmin.ApplyAsync(kafka, [Topic("a", 3), Topic("b", 1) with { Replication = 3 }]);

        Assert.Equal(
            [
                $"{_prefix}-a: has 2 partitions, declared are 3; delete the topic and apply again, or change the declaration",
                $"{_prefix}-b: has 1 replicas, declared are 3; use kafka-reassign-partitions",
            ],
            report.Refused);
        Assert.Empty(TopicGuard.Check(kafka, [Topic("a", 2), Topic("b", 1)], Eventually.Deadline));
    }

    private async Task<KafkaConnection> RealAsync() => new() { BootstrapServers = await servers.Kafka.RealAddressAsync() };

    private TopicDeclaration Topic(string name, int partitions) =>
        new($"{_prefix}-{name}", partitions, 1, new Dictionary<string, string>(StringComparer.Ordinal) { ["retention.ms"] = "3600000" });

    /// <summary>A topic is in every broker's metadata a moment after its creation was acknowledged.</summary>
    private static Task ExistsAsync(KafkaConnection kafka, params TopicDeclaration[] topics) =>
        Eventually.HoldsAsync("the topics exist", () => TopicGuard.Check(kafka, topics, Eventually.Deadline).Count == 0);

    private async Task<string> ConfigAsync(KafkaConnection kafka, string name, string key)
    {
        using var admin = Connect(kafka);
        var described = await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = $"{_prefix}-{name}" }]);
        return described[0].Entries[key].Value;
    }

    private async Task AlterAsync(KafkaConnection kafka, string name, params (string Key, string Value)[] changes)
    {
        using var admin = Connect(kafka);
        await admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new() { Type = ResourceType.Topic, Name = $"{_prefix}-{name}" }] =
                [.. changes.Select(c => new ConfigEntry { Name = c.Key, Value = c.Value, IncrementalOperation = AlterConfigOpType.Set })],
        });
    }

    private static IAdminClient Connect(KafkaConnection kafka) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();
}
