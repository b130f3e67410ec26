using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Networks;

namespace Pipeline.EndToEndTests.Faults.Stage;

/// <summary>
/// Three brokers that are controllers too, each in a container, on ports that stay the same when it is killed and comes back.
/// Their ids are 1, 2 and 3. The settings are those of deploy/compose.yaml but for times that would only lengthen the tests.
/// </summary>
internal sealed class KafkaCluster : IAsyncDisposable
{
    private const string Image = "apache/kafka:4.3.1";
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(120);

    private readonly INetwork _network = new NetworkBuilder().Build();
    private readonly IReadOnlyList<IContainer> _brokers;
    private readonly Lazy<IAdminClient> _admin;

    public KafkaCluster()
    {
        // The reaper of a killed run's containers needs an image of its own, which is not worth a failed run.
        TestcontainersSettings.ResourceReaperEnabled = false;
        var ports = FreePorts.Several(3);
        _brokers = [.. ports.Select((port, i) => Broker(i + 1, port))];
        BootstrapServers = string.Join(',', ports.Select(p => $"127.0.0.1:{p}"));
        var config = new AdminClientConfig
        {
            BootstrapServers = BootstrapServers,
            ReconnectBackoffMaxMs = 500,
            SocketTimeoutMs = 10_000,
        };
        // Otherwise, while brokers refuse connections, the client reconnects without any backoff and uses a whole core.
        config.Set("enable.sparse.connections", "false");
        _admin = new(() => new AdminClientBuilder(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
    }

    public static IReadOnlyList<int> Ids { get; } = [1, 2, 3];

    public string BootstrapServers { get; }

    public async Task StartAsync()
    {
        await _network.CreateAsync();
        await Task.WhenAll(_brokers.Select(b => b.StartAsync()));
        await CompleteAsync();
    }

    /// <summary>The power fails.</summary>
    public Task KillAsync(params IEnumerable<int> ids) => DockerAsync(["kill", .. Names(ids)]);

    /// <summary>The machine is switched on again.</summary>
    public Task StartAsync(params IEnumerable<int> ids) => DockerAsync(["start", .. Names(ids)]);

    /// <summary>SIGSTOP: connections stay open, nothing answers.</summary>
    public Task FreezeAsync(int id) => DockerAsync(["kill", "--signal", "STOP", .. Names([id])]);

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync(int id) => DockerAsync(["kill", "--signal", "CONT", .. Names([id])]);

    /// <summary>Whatever a failed test has left: all run, none is frozen.</summary>
    public async Task RestoreAsync()
    {
        await StartAsync(Ids);
        await Task.WhenAll(Ids.Select(ThawAsync));
    }

    /// <summary>The broker that leads a partition as some broker knows it; null while there is none, or nobody answers.</summary>
    public int? LeaderOf(string topic, int partition)
    {
        try
        {
            var leader = _admin.Value.GetMetadata(topic, TimeSpan.FromSeconds(5)).Topics
                .SelectMany(t => t.Partitions).FirstOrDefault(p => p.PartitionId == partition)?.Leader;
            return leader > 0 ? leader : null;
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    /// <summary>The next offset of each partition.</summary>
    /// <exception cref="KafkaException">Not all of their leaders have answered in time.</exception>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> EndsAsync(IEnumerable<TopicPartition> partitions, TimeSpan waitTimeout)
    {
        // Updates the leaders. Without this request, the client would continue to ask the previous leaders.
        await Task.Run(() => _admin.Value.GetMetadata(waitTimeout));
        var ends = await _admin.Value.ListOffsetsAsync(
            partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = OffsetSpec.Latest() }),
            new ListOffsetsOptions { RequestTimeout = waitTimeout });
        return ends.ResultInfos.ToDictionary(
            r => r.TopicPartitionOffsetError.TopicPartition, r => r.TopicPartitionOffsetError.Offset.Value);
    }

    /// <summary>Waits until all brokers are there and every replica of every partition is in sync.</summary>
    public Task CompleteAsync() => Until.HoldsAsync("three brokers, all replicas in sync", WaitTimeout, () =>
    {
        var metadata = _admin.Value.GetMetadata(TimeSpan.FromSeconds(5));
        return metadata.Brokers.Count == Ids.Count
            && metadata.Topics.SelectMany(t => t.Partitions).All(p => p.Leader > 0 && p.InSyncReplicas.Length == p.Replicas.Length);
    });

    public Task DeleteTopicsAsync(params IEnumerable<string> topics) =>
        _admin.Value.DeleteTopicsAsync(topics, new DeleteTopicsOptions { OperationTimeout = WaitTimeout });

    /// <summary>Creates a topic and waits until every broker knows it.</summary>
    public async Task CreateTopicAsync(string name, int partitions)
    {
        await _admin.Value.CreateTopicsAsync(
            [new() { Name = name, NumPartitions = partitions, ReplicationFactor = 3 }],
            new CreateTopicsOptions { OperationTimeout = WaitTimeout });
        foreach (var broker in BootstrapServers.Split(','))
        {
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker }).Build();
            await Until.HoldsAsync($"{broker} knows {name}", WaitTimeout, () =>
                admin.GetMetadata(TimeSpan.FromSeconds(5)).Topics.Any(t => t.Topic == name && t.Partitions.Count == partitions));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin.IsValueCreated)
            _admin.Value.Dispose();
        await Task.WhenAll(_brokers.Select(b => b.DisposeAsync().AsTask()));
        await _network.DisposeAsync();
    }

    private IContainer Broker(int id, int port) => new ContainerBuilder(Image)
        .WithNetwork(_network)
        .WithNetworkAliases($"kafka-{id}")
        .WithHostname($"kafka-{id}")
        .WithPortBinding(port, 9092)
        .WithEnvironment(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["CLUSTER_ID"] = "Zx7mJ4bHQ2uKp0sVtY9c3A",
            ["KAFKA_NODE_ID"] = id.ToString(CultureInfo.InvariantCulture),
            // C1 alone: half a minute of compiling on a small machine for brokers that live for minutes.
            ["KAFKA_HEAP_OPTS"] = "-Xms384m -Xmx384m -XX:TieredStopAtLevel=1",
            ["KAFKA_PROCESS_ROLES"] = "broker,controller",
            ["KAFKA_CONTROLLER_QUORUM_VOTERS"] = "1@kafka-1:29092,2@kafka-2:29092,3@kafka-3:29092",
            ["KAFKA_CONTROLLER_LISTENER_NAMES"] = "CONTROLLER",
            ["KAFKA_INTER_BROKER_LISTENER_NAME"] = "INTERNAL",
            ["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"] = "INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,EXTERNAL:PLAINTEXT",
            ["KAFKA_LISTENERS"] = "INTERNAL://:19092,CONTROLLER://:29092,EXTERNAL://:9092",
            ["KAFKA_ADVERTISED_LISTENERS"] = $"INTERNAL://kafka-{id}:19092,EXTERNAL://127.0.0.1:{port}",
            ["KAFKA_LOG_DIRS"] = "/var/lib/kafka/data",
            ["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] = "false",
            ["KAFKA_DEFAULT_REPLICATION_FACTOR"] = "3",
            ["KAFKA_MIN_INSYNC_REPLICAS"] = "2",
            ["KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR"] = "3",
            ["KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS"] = "3",
            ["KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR"] = "3",
            ["KAFKA_TRANSACTION_STATE_LOG_MIN_ISR"] = "2",
            ["KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR"] = "3",
            ["KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR"] = "2",
            ["KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS"] = "200",
            ["KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS"] = "1000",
            // 9 s and 2 s are the defaults: a dead broker is missed a little sooner here.
            ["KAFKA_BROKER_SESSION_TIMEOUT_MS"] = "6000",
            ["KAFKA_BROKER_HEARTBEAT_INTERVAL_MS"] = "1000",
        })
        .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("Kafka Server started"))
        .Build();

    private IEnumerable<string> Names(IEnumerable<int> ids) => ids.Select(id => _brokers[id - 1].Id);

    private static async Task DockerAsync(IEnumerable<string> arguments)
    {
        await using var docker = RunningProgram.Start(Path.GetTempPath(), "docker", arguments);
        var (exitCode, _) = await docker.EndAsync(WaitTimeout);
        Assert.True(exitCode == 0, docker.Output);
    }
}
