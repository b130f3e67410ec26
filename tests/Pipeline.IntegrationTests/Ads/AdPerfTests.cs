using Pipeline.Ads.Errors;
using Pipeline.Ads.Ingest;
using Pipeline.Ads.Measuring;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;

namespace Pipeline.IntegrationTests.Ads;

/// <summary><c>perf</c> on a mock cluster, and on a real broker, which can create topics.</summary>
public sealed class AdPerfTests(TestServers servers) : IDisposable
{
    private readonly IngestStage _stage = NewStage();
    private readonly StringWriter _output = new();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task Messages_that_do_not_arrive_are_counted_and_miss_the_target()
    {
        using var reader = new PerfConsumer(_stage.Options.Brokers, PerfRun.Topic, 3);
        var counting = reader.CountAsync(10, null, TimeSpan.FromSeconds(2), Token);
        using (var producer = new BrokenRowProducer(_stage.Options.Brokers, Eventually.Deadline))
        {
            // The first is of an earlier count.
            foreach (var intended in (long[])[0, .. Enumerable.Repeat(System.Diagnostics.Stopwatch.GetTimestamp(), 4)])
                Assert.Null(await producer.SendAsync(PerfRun.Topic, [], BitConverter.GetBytes(intended)));
        }

        Assert.Equal(4, (await counting).Messages);
        var result = new PerfResult(10, 1_000, 1_000, default, default, default, Lost: 6, Available: 40);
        var rows = result.Rows(new(100, 1_000, 99.9)).ToList();
        Assert.Contains(("unavailable, messages", "6", "", true), rows);
        Assert.Contains(("available, %", "40", ">= 99.9", false), rows);
    }

    [Fact]
    public async Task Every_message_that_arrives_is_counted()
    {
        Assert.Equal(0, await MeasureAsync(Token));
        Assert.EndsWith($"perf: ok{Environment.NewLine}", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_measurement_that_waits_for_messages()
    {
        _stage.StopBrokers();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.Equal(1, await MeasureAsync(stop.Token, TimeSpan.FromMinutes(2)).WaitAsync(Eventually.Deadline, Token));
        Assert.Equal($"perf: interrupted{Environment.NewLine}", _output.ToString());
    }

    [Fact]
    [Trait("Category", "RealBrokers")]
    public async Task The_topic_is_created_and_deleted_also_after_Ctrl_C()
    {
        var kafka = new KafkaConnection { BootstrapServers = await servers.Kafka.RealAddressAsync() };
        var run = Run(_stage.Options with { Brokers = kafka }, Eventually.Deadline);

        Assert.Equal(0, await run.RunAsync([100], Token));
        await IsGoneAsync(kafka);
        Assert.StartsWith("100 messages", _output.ToString(), StringComparison.Ordinal);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = run.RunAsync([100_000_000], stop.Token);
        await Eventually.HoldsAsync("the topic exists", () => Partitions(kafka) == 3);
        await stop.CancelAsync();
        Assert.Equal(1, await running.WaitAsync(Eventually.Deadline, Token));
        await IsGoneAsync(kafka);
    }

    private static Task IsGoneAsync(KafkaConnection kafka) =>
        Eventually.HoldsAsync("the topic is deleted", () => Partitions(kafka) == 0);

    private static int Partitions(KafkaConnection kafka) => TopicAdmin.Find(kafka, PerfRun.Topic, Eventually.Deadline).Partitions;

    private static IngestStage NewStage()
    {
        var stage = new IngestStage();
        stage.CreateTopic(PerfRun.Topic);
        return stage;
    }

    private Task<int> MeasureAsync(CancellationToken stop, TimeSpan? timeout = null) =>
        Run(_stage.Options, timeout ?? TimeSpan.FromSeconds(2)).MeasureAsync([100], stop);

    private PerfRun Run(IngestOptions options, TimeSpan timeout) => new(
        options, new(IngestStage.Raw, 3, 1, new Dictionary<string, string>(), Targets: new(10, 60_000, 99.9)), _output,
        TimeProvider.System)
    {
        Timeout = timeout,
    };
}
