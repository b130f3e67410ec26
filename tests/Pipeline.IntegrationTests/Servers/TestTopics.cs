using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Pipeline.Kafka;
using Pipeline.Kafka.Topics;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>The topics of one test, on whichever cluster it has.</summary>
internal sealed class TestTopics(
    string servers, TopicNames names, string groupPrefix, Func<StreamDefinition, int> partitions, bool isReal,
    IAsyncDisposable? mock = null) : IAsyncDisposable
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(10);

    public KafkaConnection Connection { get; set; } = new() { BootstrapServers = servers };

    public TopicNames Names { get; } = names;

    /// <summary>Stands before the names of the test's consumer groups (KAFKA_GROUP_PREFIX).</summary>
    public string GroupPrefix { get; } = groupPrefix;

    /// <summary>A broker and not the mock cluster.</summary>
    public bool IsReal { get; } = isReal;

    /// <summary>Short: the mock cluster lets a changed group wait for nearly all of it.</summary>
    public TimeSpan SessionTimeout => TimeSpan.FromSeconds(IsReal ? 6 : 2);

    public PartitionId Partition(StreamDefinition stream, int number) => new(stream, Names.Of(stream), number);

    public LogEnd End(StreamDefinition stream, int partition) => End(Names.Of(stream), partition);

    public LogEnd End(string topic, int partition = 0)
    {
        using var log = new LogEnds(Connection);
        return log.Of(topic, partition);
    }

    /// <summary>What the group has committed to Kafka, summed over the partitions.</summary>
    public long Committed(StreamDefinition stream)
    {
        using var consumer = Consumer(GroupPrefix + stream.ConsumerGroup);
        return consumer
            .Committed(Enumerable.Range(0, partitions(stream)).Select(p => new TopicPartition(Names.Of(stream), p)), WaitTimeout)
            .Sum(o => o.Offset.IsSpecial ? 0 : o.Offset.Value);
    }

    /// <summary>
    /// Commits offsets in the group's name, as nobody should: joins it, because the mock cluster takes them from members only.
    /// </summary>
    public async Task CommitAsync(StreamDefinition stream, params long[] offsets)
    {
        using var consumer = Consumer(GroupPrefix + stream.ConsumerGroup);
        consumer.Subscribe(Names.Of(stream));
        await Eventually.HoldsAsync("the group gives out its partitions", () =>
        {
            consumer.Consume(TimeSpan.Zero);
            return consumer.Assignment.Count == offsets.Length;
        });
        consumer.Commit(offsets.Select((offset, p) => new TopicPartitionOffset(Names.Of(stream), p, offset)));
        consumer.Close();
    }

    /// <summary>All messages of a topic's partition.</summary>
    public List<ConsumeResult<byte[], byte[]>> Read(string topic, int partition = 0)
    {
        using var consumer = Consumer("test-reader");
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        var messages = new List<ConsumeResult<byte[], byte[]>>();
        while (consumer.Consume(WaitTimeout) is { IsPartitionEOF: false } message)
            messages.Add(message);
        return messages;
    }

    /// <summary>All messages of all partitions of a stream so far.</summary>
    public List<ConsumeResult<byte[], byte[]>> ReadAll(StreamDefinition stream)
    {
        using var consumer = Consumer("test-reader");
        var unread = Enumerable.Range(0, partitions(stream)).Select(p => new TopicPartition(Names.Of(stream), p)).ToHashSet();
        consumer.Assign(unread.Select(p => new TopicPartitionOffset(p, Offset.Beginning)));
        var messages = new List<ConsumeResult<byte[], byte[]>>();
        while (unread.Count > 0 && consumer.Consume(WaitTimeout) is { } result)
        {
            if (result.IsPartitionEOF)
                unread.Remove(result.TopicPartition);
            else
                messages.Add(result);
        }

        return messages;
    }

    /// <summary>The types of the events in all streams so far, each once, in the order of their names.</summary>
    public IReadOnlyList<string> EventTypes() =>
    [
        .. Names.Streams.All.SelectMany(ReadAll)
            .Select(m => System.Text.Encoding.ASCII.GetString(m.Message.Headers.GetLastBytes("event-type")))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Sets a configuration of a topic; the mock cluster has none.</summary>
    public async Task ConfigureAsync(string topic, string name, string value)
    {
        if (!IsReal)
            return;
        using var admin = new AdminClientBuilder(Connection.Fill(new AdminClientConfig())).Build();
        await admin.IncrementalAlterConfigsAsync(new()
        {
            [new() { Type = ResourceType.Topic, Name = topic }] =
                [new() { Name = name, Value = value, IncrementalOperation = AlterConfigOpType.Set }],
        });
    }

    /// <summary>Puts bytes as they are into a partition.</summary>
    public Task SendRawAsync(StreamDefinition stream, int partition, params byte[]?[] values) =>
        SendAsync(
            Names.Of(stream), partition,
            [.. values.Select(value => new Message<byte[], byte[]> { Key = "k"u8.ToArray(), Value = value! })]);

    /// <summary>Puts messages as they are into a partition of any topic.</summary>
    public async Task SendAsync(string topic, int partition, params IReadOnlyList<Message<byte[], byte[]>> messages)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(
            Connection.Fill(new ProducerConfig { Acks = Acks.All })).SetLogHandler((_, _) => { }).Build();
        foreach (var message in messages)
            await Eventually.HoldsAsync("the broker uses the configuration that allows the timestamp", () => IsTakenAsync(message));

        async Task<bool> IsTakenAsync(Message<byte[], byte[]> message)
        {
            try
            {
                await producer.ProduceAsync(new TopicPartition(topic, partition), message, Token);
                return true;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.InvalidTimestamp)
            {
                return false;
            }
        }
    }

    /// <summary>Sends one transaction, which commits or aborts.</summary>
    public void SendTransaction(StreamDefinition stream, int partition, bool commits, params IReadOnlyList<byte[]> values)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(
            Connection.Fill(new ProducerConfig { TransactionalId = Guid.NewGuid().ToString() })).SetLogHandler((_, _) => { }).Build();
        producer.InitTransactions(WaitTimeout);
        producer.BeginTransaction();
        foreach (var value in values)
            producer.Produce(new TopicPartition(Names.Of(stream), partition), new() { Key = "k"u8.ToArray(), Value = value });
        producer.Flush(WaitTimeout);
        if (commits)
            producer.CommitTransaction(WaitTimeout);
        else
            producer.AbortTransaction(WaitTimeout);
    }

    /// <summary>Deletes the topic of a stream and creates it again: with a new id, and offsets from 0.</summary>
    public async Task RecreateAsync(StreamDefinition stream)
    {
        using var admin = new AdminClientBuilder(Connection.Fill(new AdminClientConfig())).Build();
        await admin.DeleteTopicsAsync([Names.Of(stream)]);
        await Eventually.HoldsAsync("the topic is gone", () => !Exists());
        await admin.CreateTopicsAsync([new() { Name = Names.Of(stream), NumPartitions = partitions(stream), ReplicationFactor = 1 }]);
        await Eventually.HoldsAsync("the topic is there", Exists);

        bool Exists() => admin.GetMetadata(WaitTimeout).Topics.Any(t => t.Topic == Names.Of(stream));
    }

    public ValueTask DisposeAsync() => mock?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IConsumer<byte[], byte[]> Consumer(string group) =>
        new ConsumerBuilder<byte[], byte[]>(Connection.Fill(new ConsumerConfig
        {
            GroupId = group,
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            // The members' own, so that a group takes us in.
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = (int)SessionTimeout.TotalMilliseconds,
            HeartbeatIntervalMs = 300,
        }))
            .SetLogHandler((_, _) => { })
            .Build();
}
