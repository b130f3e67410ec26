using System.Text;
using Confluent.Kafka;
using Pipeline.Ads.Errors;
using Pipeline.Ads.Generating;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Output;
using Pipeline.Ads.Retries;
using Pipeline.Ads.Schema;
using Pipeline.Embedded.Kafka;
using Pipeline.Embedded.Registry;
using Pipeline.Streams.Faults;

namespace Pipeline.IntegrationTests.Ads;

/// <summary>Files to Kafka, on a mock cluster of the test.</summary>
public sealed class IngestTests : IDisposable
{
    private const string Raw = "ad_events_raw";

    private readonly MockCluster _cluster = new();
    private readonly EmbeddedRegistry _registry = EmbeddedRegistry.Start();
    private readonly ScratchFolder _folder = new();

    public IngestTests()
    {
        foreach (var topic in (string[])[Raw, BrokenRowTopic.Errors, BrokenRowTopic.Retries])
            _cluster.CreateTopic(topic);
    }

    private string FilePath => Path.Combine(_folder.Path, "ads.csv");

    public void Dispose()
    {
        _folder.Dispose();
        _registry.Dispose();
        _cluster.Dispose();
    }

    [Fact]
    public async Task Every_row_of_a_dirty_file_is_in_one_of_the_topics_with_its_headers()
    {
        var truth = await GenerateAsync(rows: 20_000, dirt: 5);
        await AdSchema.RegisterAsync(Options.Registry, Raw, AdSchema.Text);

        var result = await Run(Options);

        Assert.True(result.IsComplete, result.Failure);
        Assert.Equal((20_000, truth.Rows - truth.Broken, truth.Broken), (result.Rows, result.Sent, result.Broken.Values.Sum()));
        Assert.Equal(truth.Reasons, result.Broken.OrderBy(static r => r.Key, StringComparer.Ordinal));
        var sent = ReadAll(Raw);
        Assert.Equal(truth.Good, sent.Select(static m => Encoding.UTF8.GetString(m.Message.Key)).Distinct().Count());
        Assert.All(sent, m =>
        {
            Assert.Equal(RowSender.Headers, m.Message.Headers.Select(static h => h.Key));
            Assert.Equal(FilePath, Encoding.UTF8.GetString(m.Message.Headers[0].GetValueBytes()));
            Assert.InRange(int.Parse(Encoding.UTF8.GetString(m.Message.Headers[1].GetValueBytes())), 2, 20_001);
        });
        var lines = await File.ReadAllLinesAsync(FilePath, Encoding.Latin1, Token);
        Assert.All(ReadAll(BrokenRowTopic.Errors).Select(static m => BrokenRow.Parse(m.Message.Value)!), row =>
            Assert.StartsWith(Encoding.Latin1.GetString(row.RawBytes()), lines[row.LineNumber - 1], StringComparison.Ordinal));
        var dlq = new StringWriter();
        Assert.Equal(0, await new DlqRun(Options.Brokers, dlq).RunAsync(Token));
        Assert.EndsWith(
            $"dlq: broken={truth.Broken} retried=0 recovered=0 given_up=0{Environment.NewLine}", dlq.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_run_continues_behind_its_last_acknowledged_row()
    {
        var truth = await GenerateAsync(rows: 10_000, dirt: 2);
        await AdSchema.RegisterAsync(Options.Registry, Raw, AdSchema.Text);
        var first = await Run(Options with { MaxRecords = 3_333 });
        Assert.Equal((true, 3_333), (first.IsComplete, first.Rows));

        var second = await Run(Options with { Resume = true });
        Assert.Equal((true, 10_000 - 3_333, 3_334L), (second.IsComplete, second.Rows, second.ResumedAt));
        Assert.Equal(truth.Rows - truth.Broken, ReadAll(Raw).Count);
        Assert.Equal(truth.Broken, new BrokenRowCount(Options.Brokers).Read(Token).Broken);
        Assert.Equal((true, 0L), await Run(Options with { Resume = true }) is var third ? (third.IsComplete, third.Rows) : default);
    }

    [Fact]
    public async Task A_row_that_failed_because_of_a_server_is_tried_again_and_recovered()
    {
        var good = "1,0,14102100,1,1,a,a,a,a,a,a,a,a,a,1,1,1,1,1,1,1,1,1,1"u8.ToArray();
        await AdSchema.RegisterAsync(Options.Registry, Raw, AdSchema.Text);
        using (var producer = new BrokenRowProducer(Options.Brokers, Eventually.Deadline))
        {
            var at = DateTimeOffset.UnixEpoch;
            await producer.SendAsync(BrokenRowTopic.Errors, BrokenRow.Of("/a.csv", 2, good, "not_acknowledged", null, at));
            await producer.SendAsync(BrokenRowTopic.Errors, BrokenRow.Of("/a.csv", 3, "2,x"u8, "not_acknowledged", null, at));
            await producer.SendAsync(BrokenRowTopic.Errors, BrokenRow.Of("/a.csv", 4, "3,y"u8, "field_count", null, at));
        }

        Assert.Equal("dlq: broken=3 retried=2 recovered=0 given_up=0", await DlqAsync());
        Assert.Equal("dlq: broken=3 retried=0 recovered=0 given_up=0", await DlqAsync());
        Assert.Equal(
            "retry: recovered=1 again=0 given_up=0 broken=1",
            await LastAsync(o => new RetryRun(Options, o, TimeProvider.System).RunAsync(Token)));
        Assert.Equal("1"u8.ToArray(), Assert.Single(ReadAll(Raw)).Message.Key);
        Assert.Equal("dlq: broken=2 retried=0 recovered=1 given_up=0", await DlqAsync());
    }

    [Fact]
    public async Task Without_the_schema_or_a_topic_nothing_is_sent()
    {
        await GenerateAsync(rows: 10, dirt: 0);
        var refusal = await Assert.ThrowsAsync<StartupRefusedException>(() => Run(Options));
        Assert.Contains("run `schema register`", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(ReadAll(Raw));
    }

    private IngestOptions Options => new()
    {
        File = FilePath,
        StatePath = IngestState.PathOf(FilePath),
        Brokers = new() { BootstrapServers = _cluster.BootstrapServers },
        Producer = new(),
        Topic = Raw,
        ErrorTopic = BrokenRowTopic.Errors,
        Registry = new() { Url = _registry.Url },
    };

    private static FileProgress Silent => new(TextWriter.Null, isTerminal: false, TimeProvider.System);

    private static Task<IngestResult> Run(IngestOptions options) =>
        new IngestRun(options, Silent, TextWriter.Null, TimeProvider.System).RunAsync(Token);

    private static async Task<string> LastAsync(Func<TextWriter, Task<int>> run)
    {
        var output = new StringWriter();
        Assert.Equal(0, await run(output));
        return output.ToString().TrimEnd().Split('\n')[^1];
    }

    private Task<string> DlqAsync() => LastAsync(o => new DlqRun(Options.Brokers, o).RunAsync(Token));

    private async Task<TruthSummary> GenerateAsync(int rows, int dirt)
    {
        var options = GenerateOptions.Read(name => name switch
        {
            "--rows" => $"{rows}",
            "--seed" => "42",
            "--output" => FilePath,
            "--dirt" => $"{dirt}",
            _ => null,
        });
        Assert.Equal(0, await new GenerateRun(options, TextWriter.Null, Silent).RunAsync(Token));
        return options.Truth is null
            ? new() { Rows = rows, Good = rows }
            : System.Text.Json.JsonSerializer.Deserialize(File.ReadLines(options.Truth).Last(), TruthJson.Default.TruthSummary)!;
    }

    private List<ConsumeResult<byte[], byte[]>> ReadAll(string topic)
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
}
