using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Pipeline.Embedded.Kafka;
using Pipeline.Logs.Bridge;
using Pipeline.Logs.Entries;
using Pipeline.Logs.Services;

namespace Pipeline.IntegrationTests.Logs;

/// <summary>The Kafka bridge, on a mock cluster whose brokers the test takes down.</summary>
[Collection(nameof(RunningSimulator))]
public sealed class BridgeTests(TestServers servers) : IDisposable
{
    private const int Buffer = 1_500;

    private readonly MockCluster _cluster = new();

    [Fact]
    public async Task Entries_of_a_service_arrive_in_its_topic_in_their_order()
    {
        CreateTopics();
        await using var simulator = await StartAsync(("LOG_KAFKA_RATE", "1000"));
        await Eventually.HoldsAsync("entries are acknowledged", () => simulator.Bridge.Status.Acknowledged >= 4 * 1_500);
        var (_, simulated) = await simulator.GetAsync("/simulate/review");
        await simulator.StopAsync();

        Assert.Equal((0, 0), (simulator.Bridge.Status.Waiting, simulator.Bridge.Status.Dropped));
        var read = RunningSimulator.Catalogue.Names.ToDictionary(static n => n, n => Read(_cluster.BootstrapServers, $"logs.{n}"));
        Assert.Equal(simulator.Bridge.Status.Acknowledged, read.Values.Sum(static r => r.Count));
        foreach (var (name, messages) in read)
        {
            Assert.All(messages, m => Assert.Equal(name, m.Key));
            var entries = messages.FindAll(m => m.Value != simulated.TrimEnd('\n'))
                .ConvertAll(static m => JsonDocument.Parse(m.Value).RootElement);
            Assert.Equal(messages.Count - (name == "review" ? 1 : 0), entries.Count);
            Assert.All(entries, e => Assert.Equal(name, e.GetProperty("service").GetString()));
            // One per millisecond: none is missing, doubled or out of order.
            var first = entries[0].GetProperty("ts").GetDateTimeOffset();
            Assert.All(entries, (e, n) => Assert.Equal(n, (e.GetProperty("ts").GetDateTimeOffset() - first).TotalMilliseconds));
        }
    }

    [Fact]
    public async Task Without_brokers_streams_go_on_and_entries_wait_up_to_the_bound_and_the_first_ones_arrive_when_they_are_back()
    {
        await using var simulator = await StartAndSendOneAsync(("LOG_KAFKA_BUFFER", $"{Buffer}"));
        _cluster.SetBrokerDown(-1);

        var made = new List<string>();
        for (var request = 0; request < 3; request++)
            made.AddRange((await simulator.GetAsync("/simulate/order?count=1000")).Body.TrimEnd('\n').Split('\n'));

        await CountsAsync(simulator, 1, Buffer, 3_000 - Buffer);
        await Eventually.HoldsAsync("the bridge knows it", () => simulator.Bridge.Status.IsDown);
        Assert.Equal(100, (await simulator.EntriesAsync("/stream?rate=1000&limit=100")).Count);
        Assert.Equal(Buffer, (await simulator.HealthAsync()).GetProperty("kafka").GetProperty("waiting").GetInt32());

        _cluster.SetBrokerUp(-1);

        await CountsAsync(simulator, 1 + Buffer, 0, 3_000 - Buffer);
        await Eventually.HoldsAsync("the bridge knows it", () => !simulator.Bridge.Status.IsDown);
        Assert.Equal(made.Take(Buffer), Read(_cluster.BootstrapServers, "logs.order").Skip(1).Select(static m => m.Value));
    }

    [Fact]
    public async Task Every_simulated_entry_is_acknowledged_or_counted_as_dropped_however_fast_they_come()
    {
        const int count = 100_000;
        await using var simulator = await StartAndSendOneAsync();
        var line = Encoding.ASCII.GetBytes($"{{\"text\":\"{new string('x', 300)}\"}}\n");
        for (var number = 0; number < count; number++)
            simulator.Broadcast.Publish(new("order", EntryLevel.Info, line));

        await Eventually.HoldsAsync("all are counted", () =>
            simulator.Bridge.Status is var s && s.Acknowledged + s.Waiting + s.Dropped == count + 1);
        await Eventually.HoldsAsync("none waits", () => simulator.Bridge.Status.Waiting == 0);
        Assert.Equal(simulator.Bridge.Status.Acknowledged, Read(_cluster.BootstrapServers, "logs.order").Count);
    }

    [Fact]
    public async Task After_a_refusal_the_waiting_entries_are_counted_as_dropped_and_a_new_client_sends_the_next_ones()
    {
        const short produce = 0;
        await using var simulator = await StartAndSendOneAsync();
        _cluster.PushRequestErrors(produce, (int)ErrorCode.MsgSizeTooLarge);

        await simulator.GetAsync("/simulate/order?count=100");

        await Eventually.HoldsAsync("all are counted", () =>
            simulator.Bridge.Status is { Waiting: 0, Dropped: > 0 } s && s.Acknowledged + s.Dropped == 101);
        var (before, made) = (simulator.Bridge.Status.Acknowledged, 101);
        await Eventually.HoldsAsync("an entry is acknowledged again", async () =>
        {
            made++;
            await simulator.GetAsync("/simulate/order");
            return simulator.Bridge.Status.Acknowledged > before;
        });
        await Eventually.HoldsAsync("all are counted", () =>
            simulator.Bridge.Status is { Waiting: 0 } s && s.Acknowledged + s.Dropped == made);
        Assert.Equal(simulator.Bridge.Status.Acknowledged, Read(_cluster.BootstrapServers, "logs.order").Count);
    }

    [Fact]
    public async Task Entries_that_fill_the_queue_of_one_service_do_not_hold_up_the_bridge()
    {
        // 200 MB; the queue of a client takes 64 MiB.
        const int count = 400;
        await using var simulator = await StartAndSendOneAsync();
        _cluster.SetBrokerDown(-1);
        var line = Encoding.ASCII.GetBytes($"{{\"text\":\"{new string('x', 500_000)}\"}}\n");

        for (var number = 0; number < count; number++)
            simulator.Broadcast.Publish(new("order", EntryLevel.Info, line));
        await simulator.GetAsync("/simulate/review?count=10");

        await Eventually.HoldsAsync("all are counted", () =>
            simulator.Bridge.Status is { Waiting: > 10, Dropped: > 0 } s && s.Waiting + s.Dropped == count + 10);
    }

    [Fact]
    public async Task A_service_that_throws_does_not_stop_the_entries_of_the_others()
    {
        CreateTopics();
        await using var simulator = await RunningSimulator.StartAsync(
            ServiceCatalogue.Find(typeof(FailingService).Assembly), ("LOG_KAFKA", "true"),
            ("KAFKA_BOOTSTRAP_SERVERS", _cluster.BootstrapServers), ("LOG_KAFKA_RATE", "1000"));

        await Eventually.HoldsAsync("entries of the others are acknowledged", () => simulator.Bridge.Status.Acknowledged > 3 * 1_000);
        await simulator.StopAsync();
        Assert.True(simulator.Bridge.Status.Dropped > 0);
        // More than one batch of each.
        Assert.All(ServiceCatalogue.Find().Names, n => Assert.True(Read(_cluster.BootstrapServers, $"logs.{n}").Count > 600, n));
    }

    [Fact]
    public async Task Without_brokers_from_the_start_the_service_works_and_stops_in_time()
    {
        await using var simulator = await RunningSimulator.StartAsync(
            ("LOG_KAFKA", "true"), ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), ("LOG_KAFKA_RATE", "100"));
        await Eventually.HoldsAsync("entries wait", () => simulator.Bridge.Status is { Waiting: > 100, IsDown: true });
        Assert.Equal(10, (await simulator.EntriesAsync("/stream?rate=1000&limit=10")).Count);

        var watch = Stopwatch.StartNew();
        await simulator.StopAsync();

        // However many services there are.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 9);
        var status = simulator.Bridge.Status;
        Assert.Equal((0, true), (status.Acknowledged, status.Dropped > 100));
    }

    [Fact]
    public async Task Topics_of_all_services_are_created()
    {
        var address = await servers.Kafka.RealAddressAsync();
        await using var simulator = await RunningSimulator.StartAsync(("LOG_KAFKA", "true"), ("KAFKA_BOOTSTRAP_SERVERS", address));
        await Eventually.HoldsAsync("entries are acknowledged", () => simulator.Bridge.Status is { Acknowledged: > 40, Dropped: 0 });
        await simulator.StopAsync();

        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = address }).Build();
        var metadata = admin.GetMetadata(Eventually.Deadline);
        Assert.All(
            RunningSimulator.Catalogue.Names, n => Assert.Single(metadata.Topics.Single(t => t.Topic == $"logs.{n}").Partitions));
        var settings = await admin.DescribeConfigsAsync([new() { Type = ResourceType.Topic, Name = "logs.review" }]);
        Assert.Equal("86400000", settings[0].Entries["retention.ms"].Value);
        var messages = Read(address, "logs.review");
        Assert.NotEmpty(messages);
        Assert.All(messages, static m => Assert.Equal("review", m.Key));
    }

    public void Dispose() => _cluster.Dispose();

    private void CreateTopics()
    {
        foreach (var service in RunningSimulator.Catalogue.All)
            _cluster.CreateTopic(BridgeTopics.Of(service), partitions: 1);
    }

    /// <summary>Unless a test sets a rate, only simulated entries go to Kafka.</summary>
    private Task<RunningSimulator> StartAsync(params (string Name, string Value)[] settings) => RunningSimulator.StartAsync(
    [
        .. settings, ("LOG_KAFKA", "true"), ("KAFKA_BOOTSTRAP_SERVERS", _cluster.BootstrapServers),
        ("LOG_KAFKA_RATE", RunningSimulator.SilentRate),
    ]);

    /// <summary>Starts it with the topics, and waits until one entry of the service order is acknowledged.</summary>
    private async Task<RunningSimulator> StartAndSendOneAsync(params (string Name, string Value)[] settings)
    {
        CreateTopics();
        var simulator = await StartAsync(settings);
        await simulator.GetAsync("/simulate/order");
        await Eventually.HoldsAsync("an entry is acknowledged", () => simulator.Bridge.Status.Acknowledged == 1);
        return simulator;
    }

    private static Task CountsAsync(RunningSimulator simulator, long acknowledged, long waiting, long dropped) => Eventually.EqualsAsync(
        (acknowledged, waiting, dropped),
        () => Task.FromResult(simulator.Bridge.Status is var s ? (s.Acknowledged, s.Waiting, s.Dropped) : default),
        "acknowledged, waiting, dropped");

    /// <summary>All messages of a topic to which nobody writes any more: otherwise it could have no end.</summary>
    private static List<Message<string, string>> Read(string brokers, string topic)
    {
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = "test-reader",
            EnablePartitionEof = true,
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var messages = new List<Message<string, string>>();
        while (consumer.Consume(Eventually.Deadline) is { IsPartitionEOF: false } result)
            messages.Add(result.Message);
        return messages;
    }
}
