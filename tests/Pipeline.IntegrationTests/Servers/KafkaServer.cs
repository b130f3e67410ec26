using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Pipeline.Domains;
using Pipeline.Embedded.Kafka;
using Pipeline.IntegrationTests.Embedded;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Testcontainers.Kafka;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>
/// The Kafka of the run. With containers one broker serves all tests; each test has its own topics, and a prefix for its consumer
/// groups. Embedded, each test has its own mock cluster, because that creates topics only when it starts.
/// </summary>
internal sealed class KafkaServer : IAsyncDisposable
{
    private static readonly IReadOnlyList<TopicDeclaration> Declared = TopicFile.BuiltIn(new(AllDomains.Joined.Streams));

    private readonly ServerChoice _choice;
    private readonly Lazy<Task<KafkaContainer>> _container = new(StartAsync);
    private int _sets;

    public KafkaServer(ServerChoice choice) => _choice = choice;

    /// <summary>Whether there is a real broker, which can be administered.</summary>
    public Task<bool> IsRealAsync() => _choice.ContainersAsync();

    /// <summary>The address of the real broker; skips the test where there is none.</summary>
    public async Task<string> RealAddressAsync()
    {
        if (!await IsRealAsync())
            Assert.Skip("Needs a real broker: the mock cluster knows no administration.");
        return (await _container.Value).GetBootstrapAddress();
    }

    /// <summary>Creates the topics of the calling test, and a prefix for its groups.</summary>
    /// <param name="partitions">Partitions of each stream's topic; null: as declared, or 3 if the stream is not declared.</param>
    /// <param name="deadLetters">Whether to create dead-letter topics.</param>
    /// <param name="deadLetterPartitions">Partitions of each dead-letter topic.</param>
    /// <param name="streams">The streams; null for those of all domains.</param>
    public async Task<TestTopics> TopicsAsync(
        int? partitions = null, bool deadLetters = true, int deadLetterPartitions = 1, StreamRegistry? streams = null)
    {
        var set = Interlocked.Increment(ref _sets);
        var prefix = $"{set}.";
        streams ??= AllDomains.Joined.Streams;
        var names = new TopicNames(streams, streams.All.ToDictionary(s => s.Name, s => $"{s.Name}-{set}", StringComparer.Ordinal));
        var topics = streams.All.Select(s => (Name: names.Of(s), Partitions: Partitions(s))).ToList();
        if (deadLetters)
            topics.AddRange(streams.All.Select(s => (names.DeadLettersOf(s), deadLetterPartitions)));
        if (!await IsRealAsync())
        {
            var mock = await EmbeddedKafka.StartAsync(
                [.. topics.Select(t => new EmbeddedTopic(t.Name, t.Partitions))], ChildProgram.Process, Token);
            return new(mock.BootstrapServers, names, prefix, Partitions, isReal: false, mock);
        }

        var address = await RealAddressAsync();
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).Build();
        await admin.CreateTopicsAsync(
            topics.Select(t => new TopicSpecification { Name = t.Name, NumPartitions = t.Partitions, ReplicationFactor = 1 }));
        // A creation is acknowledged a moment before the broker's metadata has it.
        var wanted = topics.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        await Eventually.HoldsAsync(
            "the test's topics exist", () => wanted.IsSubsetOf(admin.GetMetadata(Eventually.Deadline).Topics.Select(t => t.Topic)));
        return new(address, names, prefix, Partitions, isReal: true);

        int Partitions(StreamDefinition stream) =>
            partitions ?? Declared.FirstOrDefault(t => t.Group == stream.ConsumerGroup)?.Partitions ?? 3;
    }

    public async ValueTask DisposeAsync()
    {
        if (_container.IsValueCreated)
            await (await _container.Value).DisposeAsync();
    }

    private static async Task<KafkaContainer> StartAsync()
    {
        var container = new KafkaBuilder(ServerChoice.KafkaImage)
            .WithEnvironment("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .WithEnvironment("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
            .WithEnvironment("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
            .WithEnvironment("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m")
            .Build();
        await container.StartAsync();
        return container;
    }
}
