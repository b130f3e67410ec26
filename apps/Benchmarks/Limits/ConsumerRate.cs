using Benchmarks.Load;
using Benchmarks.Measuring;
using Benchmarks.Servers;

namespace Benchmarks.Limits;

/// <summary>Rate at which three members apply a topic of orders, or only read and parse it.</summary>
internal static class ConsumerRate
{
    /// <summary>Applies the events to the database.</summary>
    /// <returns>Rows per second from the first applied batch to the last, without the first.</returns>
    public static async Task<double> ApplyingAsync(
        BenchmarkShop shop, NetworkMeter network, long count, CancellationToken cancellationToken)
    {
        var rate = new Rate();
        await using var running = await RunningShop.StartAsync(
            shop, network, sink => new ObservedSink(sink, rate.Add), [ShopStreams.Orders], cancellationToken);
        await running.UntilAppliedAsync(count, cancellationToken);
        return rate.PerSecond;
    }

    /// <summary>Polls, parses and batches the events and discards the batches.</summary>
    /// <inheritdoc cref="ApplyingAsync" path="/returns"/>
    public static async Task<double> ReadingAsync(BenchmarkShop shop, NetworkMeter network, long count, CancellationToken cancellationToken)
    {
        var rate = new Rate();
        await using var running = await RunningShop.StartAsync(
            shop, network, sink => new ObservedSink(new Nowhere(sink), rate.Add), [ShopStreams.Orders], cancellationToken);
        await RunningShop.UntilAsync(() => Task.FromResult(rate.Rows), count, "events are read", cancellationToken);
        return rate.PerSecond;
    }

    /// <summary>Counts rows over time. Thread-safe.</summary>
    private sealed class Rate
    {
        private readonly Lock _lock = new();
        private long _first;
        private long _last;
        private long _firstRows;
        private long _rows;

        public long Rows => Interlocked.Read(ref _rows);

        public double PerSecond => (Rows - _firstRows) / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds;

        public void Add(SubBatch subBatch)
        {
            lock (_lock)
            {
                _last = Stopwatch.GetTimestamp();
                if (_rows == 0)
                    (_first, _firstRows) = (_last, subBatch.Count);
                _rows += subBatch.Count;
            }
        }
    }

    /// <summary>Accepts and discards every sub-batch.</summary>
    private sealed class Nowhere(IBatchSink inner) : IBatchSink
    {
        public Task<long?> ReadProgressAsync(PartitionId partition, CancellationToken cancellationToken) =>
            inner.ReadProgressAsync(partition, cancellationToken);

        public Task<long> StartAtAsync(PartitionId partition, long offset, CancellationToken cancellationToken) =>
            inner.StartAtAsync(partition, offset, cancellationToken);

        public Task<Guid> ClaimTopicAsync(PartitionId partition, Guid topicId, CancellationToken cancellationToken) =>
            inner.ClaimTopicAsync(partition, topicId, cancellationToken);

        public Task<SinkResult> ApplyAsync(SubBatch subBatch, CancellationToken cancellationToken) =>
            Task.FromResult(new SinkResult(Fenced: false, subBatch.Next, subBatch.Count, subBatch.Duplicates));
    }
}
