using Confluent.Kafka;
using Pipeline.Embedded;
using Pipeline.Embedded.Kafka;

namespace Pipeline.IntegrationTests.Embedded;

public sealed class EmbeddedKafkaTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Three_brokers_hold_the_topics_with_the_declared_partitions()
    {
        await using var kafka = await StartAsync(new("users"), new("users.dlq", Partitions: 1), new("wide", Partitions: 7, Replication: 2));
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka.BootstrapServers }).Build();

        var metadata = admin.GetMetadata(Deadline);

        Assert.Equal(3, metadata.Brokers.Count);
        Assert.Equal(
            ["users 3x3", "users.dlq 1x3", "wide 7x2"],
            metadata.Topics.Select(t => $"{t.Topic} {t.Partitions.Count}x{t.Partitions[0].Replicas.Length}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_consumer_group_reads_what_was_produced()
    {
        await using var kafka = await StartAsync(new EmbeddedTopic("users"));
        await ProduceAsync(kafka, "users", "kim", "세종대로");

        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = "users-consumers",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("users");
        var message = consumer.Consume(Deadline);
        consumer.Close();

        Assert.Equal(("kim", "세종대로"), (message?.Message.Key, message?.Message.Value));
    }

    [Fact]
    public async Task Stopped_brokers_accept_nothing_until_they_start_again()
    {
        await using var kafka = await StartAsync(new EmbeddedTopic("users"));
        await kafka.StopBrokerAsync(-1, TestContext.Current.CancellationToken);

        var delivery = ProduceAsync(kafka, "users", "k", "v");
        Assert.False(delivery.IsCompleted);
        await kafka.StartBrokerAsync(-1, TestContext.Current.CancellationToken);

        Assert.Equal(PersistenceStatus.Persisted, (await delivery.WaitAsync(Deadline, TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task Dispose_ends_the_child_process()
    {
        var kafka = await StartAsync(new EmbeddedTopic("users"));

        await kafka.DisposeAsync();
        await kafka.DisposeAsync();

        Assert.Equal(0, await kafka.Exited);
        Assert.False(ChildProgram.IsRunning(kafka.ProcessId));
    }

    [Fact]
    public async Task Ctrl_C_does_not_end_the_child_process()
    {
        await using var kafka = await StartAsync(new EmbeddedTopic("users"));

        ProcessSignal.Send("INT", kafka.ProcessId);

        Assert.Equal(PersistenceStatus.Persisted, (await ProduceAsync(kafka, "users", "k", "v")).Status);
        Assert.False(kafka.Exited.IsCompleted);
    }

    [Fact]
    public async Task SIGTERM_ends_the_child_process_cleanly()
    {
        await using var kafka = await StartAsync();

        ProcessSignal.Send("TERM", kafka.ProcessId);

        Assert.Equal(0, await kafka.Exited.WaitAsync(Deadline, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Topic_declared_twice_is_reported_in_one_sentence()
    {
        var fault = await Assert.ThrowsAsync<EmbeddedPartException>(() => StartAsync(new("users"), new EmbeddedTopic("users")));

        Assert.StartsWith("The embedded Kafka could not start: Topic users was refused", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_without_the_role_is_reported_with_its_stderr()
    {
        var program = new EmbeddedProcess("bash", ["-c", "echo no such role >&2; exit 9"]);

        var fault = await Assert.ThrowsAsync<EmbeddedPartException>(
            () => EmbeddedKafka.StartAsync([], program, TestContext.Current.CancellationToken));

        Assert.Equal("The embedded Kafka ended with exit code 9. no such role", fault.Message);
    }

    private static Task<EmbeddedKafka> StartAsync(params EmbeddedTopic[] topics) =>
        EmbeddedKafka.StartAsync(topics, ChildProgram.Process, TestContext.Current.CancellationToken);

    private static async Task<DeliveryResult<string, string>> ProduceAsync(EmbeddedKafka kafka, string topic, string key, string value)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            Acks = Acks.All,
            CompressionType = CompressionType.Lz4,
        };
        using var producer = new ProducerBuilder<string, string>(config).SetLogHandler((_, _) => { }).Build();
        return await producer.ProduceAsync(topic, new() { Key = key, Value = value }, TestContext.Current.CancellationToken);
    }
}
