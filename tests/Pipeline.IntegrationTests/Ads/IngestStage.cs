using Confluent.Kafka;
using Pipeline.Ads.Errors;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Output;
using Pipeline.Ads.Schema;
using Pipeline.Embedded.Kafka;
using Pipeline.Embedded.Registry;

namespace Pipeline.IntegrationTests.Ads;

/// <summary>A mock cluster with the topics of the ads, a registry, and a folder with a file.</summary>
internal sealed class IngestStage : IDisposable
{
    public const string Raw = "ad_events_raw";

    private readonly MockCluster _cluster = new();
    private readonly EmbeddedRegistry _registry = EmbeddedRegistry.Start();
    private readonly ScratchFolder _folder = new();

    public IngestStage()
    {
        foreach (var topic in (string[])[Raw, BrokenRowTopic.Errors, BrokenRowTopic.Retries])
            _cluster.CreateTopic(topic);
    }

    public string FilePath => Path.Combine(_folder.Path, "ads.csv");

    public static FileProgress Silent => new(TextWriter.Null, isTerminal: false, TimeProvider.System);

    public IngestOptions Options => new()
    {
        File = FilePath,
        StatePath = IngestState.PathOf(FilePath),
        Brokers = new() { BootstrapServers = _cluster.BootstrapServers },
        Producer = new(),
        Topic = Raw,
        ErrorTopic = BrokenRowTopic.Errors,
        Registry = new() { Url = _registry.Url },
    };

    public Task<string> RegisterAsync() => AdSchema.RegisterAsync(Options.Registry, Raw, AdSchema.Text);

    public static Task<IngestResult> Run(IngestOptions options, TimeSpan? timeout = null) =>
        new IngestRun(options, Silent, TextWriter.Null, TimeProvider.System) { AcknowledgeTimeout = timeout ?? TimeSpan.FromMinutes(2) }
            .RunAsync(Token);

    /// <summary>Takes the leader of a partition away.</summary>
    public void StopPartition(int partition, string topic = Raw) => _cluster.SetPartitionLeader(topic, partition, -1);

    public void StopBrokers() => _cluster.SetBrokerDown(-1);

    public void CreateTopic(string topic) => _cluster.CreateTopic(topic);

    /// <summary>Gives a partition a leader again.</summary>
    public void StartPartition(int partition) => _cluster.SetPartitionLeader(Raw, partition, 1);

    public List<BrokenRow> Errors() => ReadAll(BrokenRowTopic.Errors).ConvertAll(static m => BrokenRow.Parse(m.Message.Value)!);

    public List<ConsumeResult<byte[], byte[]>> ReadAll(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = _cluster.BootstrapServers,
            GroupId = "reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).SetLogHandler(static (_, _) => { }).Build();
        const int partitions = 3;
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var messages = new List<ConsumeResult<byte[], byte[]>>();
        for (var left = partitions; left > 0;)
        {
            var result = consumer.Consume(Eventually.Deadline);
            if (result.IsPartitionEOF)
                left--;
            else
                messages.Add(result);
        }

        return messages;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _registry.Dispose();
        _cluster.Dispose();
    }
}
