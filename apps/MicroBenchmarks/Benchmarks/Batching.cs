using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Kafka.Consuming;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>From messages to batches and their slices; each message is parsed on its way, as in <see cref="Parsing"/>.</summary>
public class Batching : IDisposable
{
    private static readonly PartitionId Partition = new(ShopStreams.Orders, "orders", 0);

    private readonly PendingBatch _pending = new(ShopStreams.Orders, SampleShop.Events);
    private readonly PartitionFeed _feed;
    private ConsumedMessage[] _messages = [];
    private ConsumedMessage[] _withDoubles = [];

    public Batching()
    {
        var everything = new TakeEverything();
        _feed = new(Partition, new BatchApplier(everything, everything, NullLogger.Instance), SampleShop.Events, TimeSpan.Zero, TimeProvider.System);
        _feed.Position(0, seekTo: null);
    }

    [GlobalSetup]
    public void Setup()
    {
        _messages = [.. new SampleShop().OrderMessages().Select(static (value, offset) => new ConsumedMessage(offset, SampleShop.Now, null, value))];
        // Every tenth message is the one before it, sent again.
        _withDoubles = [.. _messages.Select((message, i) => i % 10 == 9 ? _messages[i - 1] with { Offset = i } : message)];
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
    public int DropDoubles()
    {
        Collect(_withDoubles);
        Expect.Equal(SampleShop.Events / 10, _pending.Duplicates.Count);
        return _pending.Duplicates.Count;
    }

    /// <summary>The feed of a partition: collect, hand over to the applier, take its result.</summary>
    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public async Task<int> FeedAndApply()
    {
        foreach (var message in _messages)
            _feed.Add(message with { Offset = _feed.Wanted });
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
