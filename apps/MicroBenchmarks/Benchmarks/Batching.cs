namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Collects messages into batches and slices. This includes parsing, which <see cref="Parsing"/> measures alone.</summary>
public class Batching : IDisposable
{
    private static readonly PartitionId Partition = new(ShopStreams.Orders, "orders", 0);

    private readonly PendingBatch _pending = new(ShopStreams.Orders, SampleShop.Events);
    private readonly PartitionBuffer _feed;
    private ConsumedMessage[] _messages = [];
    private ConsumedMessage[] _withDuplicates = [];

    public Batching()
    {
        var sink = new NullSink();
        var settings = new MemberSettings
        {
            Stream = Partition.Stream,
            TopicName = Partition.TopicName,
            BatchSize = SampleShop.Events,
            Linger = TimeSpan.Zero,
        };
        _feed = new(
            Partition, new BatchApplier(sink, sink, NullLogger.Instance), settings, Partition.Stream.Decoder, TimeProvider.System);
        _feed.Position(0, seekTo: null);
    }

    [GlobalSetup]
    public void Setup()
    {
        _messages =
        [
            .. new SampleShop().OrderMessages().Select(static (value, offset) => new ConsumedMessage(offset, SampleShop.Now, null, value)),
        ];
        // Every tenth message is a duplicate of the message before it.
        _withDuplicates = [.. _messages.Select((message, i) => i % 10 == 9 ? _messages[i - 1] with { Offset = i } : message)];
    }

    [GlobalCleanup]
    public void Dispose() => _feed.Dispose();

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Collect()
    {
        Collect(_messages);
        Expect.Equal(SampleShop.Events, _pending.Rows.Count);
        return _pending.Rows.Count;
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int DropDuplicates()
    {
        Collect(_withDuplicates);
        Expect.Equal(SampleShop.Events / 10, _pending.Duplicates.Count);
        return _pending.Duplicates.Count;
    }

    /// <summary>The whole way through a partition: collect, apply to the sink, take the result.</summary>
    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public async Task<int> CollectAndApply()
    {
        foreach (var message in _messages)
            _feed.Add(message with { Offset = _feed.NextOffset });
        _feed.Start();
        await _feed.Applying;
        var applied = _feed.Take()!.Value.Applied;
        Expect.Equal(SampleShop.Events, applied);
        return applied;
    }

    private void Collect(ConsumedMessage[] messages)
    {
        _pending.Begin(0);
        foreach (var message in messages)
            _pending.Add(message);
    }
}
