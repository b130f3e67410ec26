using System.Collections.Concurrent;
using System.Diagnostics;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Pipeline.Shop.Records;

namespace Benchmarks.Realtime;

/// <summary>
/// Measures when written rows are in effect. Writers record their commits, and a decorated sink records the commits of the consumers. All
/// of them run in one process, so there is one clock.
/// </summary>
internal sealed class EffectTimes
{
    private readonly ConcurrentDictionary<Guid, PendingWrite> _orders = new();
    private readonly ConcurrentDictionary<string, PendingWrite> _products = new(StringComparer.Ordinal);

    /// <summary>Products are load only; their latencies are not mixed with those of orders.</summary>
    private readonly Recording _productRecording = new();
    private Recording _recording = new();

    /// <summary>Rows that are written or being written and not in effect yet.</summary>
    public long Open => _orders.Count + _products.Count;

    public IBatchSink Decorate(IBatchSink sink) => new ObservedSink(sink, Applied);

    /// <summary>Starts new histograms. Writes that started before go into the earlier ones.</summary>
    public Recording Restart()
    {
        var recording = new Recording();
        Volatile.Write(ref _recording, recording);
        return recording;
    }

    /// <summary>Call before a write.</summary>
    /// <param name="orders">The orders to write.</param>
    /// <param name="intended">When the write was due, a timestamp of <see cref="Stopwatch"/>.</param>
    public PendingWrite Begin(IReadOnlyList<Order> orders, long intended)
    {
        var write = new PendingWrite(intended, Volatile.Read(ref _recording));
        foreach (var order in orders)
            _orders[order.OrderId] = write;
        return write;
    }

    /// <inheritdoc cref="Begin(IReadOnlyList{Order}, long)"/>
    public PendingWrite Begin(IReadOnlyList<Product> products, long intended)
    {
        var write = new PendingWrite(intended, _productRecording);
        foreach (var product in products)
            _products[product.ProductId] = write;
        return write;
    }

    /// <summary>Call when a write was refused: its rows have no effect.</summary>
    public void Forget(IReadOnlyList<Order> orders)
    {
        foreach (var order in orders)
            _orders.TryRemove(order.OrderId, out _);
    }

    /// <inheritdoc cref="Forget(IReadOnlyList{Order})"/>
    public void Forget(IReadOnlyList<Product> products)
    {
        foreach (var product in products)
            _products.TryRemove(product.ProductId, out _);
    }

    /// <summary>Call after a write. Without events (<paramref name="isEffect"/>) its rows are in effect.</summary>
    public void Complete(IReadOnlyList<Order> orders, PendingWrite write, bool isEffect)
    {
        write.Commit(orders.Count);
        if (!isEffect)
            return;
        foreach (var order in orders)
            RecordEffect(_orders.TryRemove(order.OrderId, out var open) ? open : null, write.Committed);
    }

    /// <inheritdoc cref="Complete(IReadOnlyList{Order}, PendingWrite, bool)"/>
    public void Complete(IReadOnlyList<Product> products, PendingWrite write, bool isEffect)
    {
        write.Commit(products.Count);
        if (!isEffect)
            return;
        foreach (var product in products)
            RecordEffect(_products.TryRemove(product.ProductId, out var open) ? open : null, write.Committed);
    }

    private static void RecordEffect(PendingWrite? write, long now)
    {
        if (write is null)
            return;
        write.Recording.DueToEffect.Record(Stopwatch.GetElapsedTime(write.Intended, now));
        // A consumer may commit before the write returns: the latency is 0.
        var committed = write.Committed;
        write.Recording.CommitToEffect.Record(committed == 0 || committed > now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(committed, now));
    }

    private void Applied(SubBatch slice)
    {
        var now = Stopwatch.GetTimestamp();
        for (var i = slice.Start; i < slice.Start + slice.Count; i++)
        {
            var write = slice.Batch switch
            {
                EventBatch orders => _orders.TryRemove(orders.OrderId[i], out var order) ? order : null,
                EventBatch products => _products.TryRemove(products.ProductId[i], out var product) ? product : null,
                _ => null,
            };
            RecordEffect(write, now);
        }
    }

    /// <summary>Latencies of the orders that were due in an interval.</summary>
    internal sealed class Recording
    {
        /// <summary>From due to commit (stream: acknowledgement).</summary>
        public Latencies Write { get; } = new();

        /// <summary>From commit to effect.</summary>
        public Latencies CommitToEffect { get; } = new();

        /// <summary>From due to effect.</summary>
        public Latencies DueToEffect { get; } = new();
    }

    /// <summary>The rows of one write.</summary>
    internal sealed class PendingWrite(long intended, Recording recording)
    {
        private long _committed;

        public long Intended => intended;

        public Recording Recording => recording;

        /// <summary>When the write returned, a timestamp of <see cref="Stopwatch"/>; 0 before.</summary>
        public long Committed => Volatile.Read(ref _committed);

        public void Commit(int rows)
        {
            Volatile.Write(ref _committed, Stopwatch.GetTimestamp());
            recording.Write.Record(Stopwatch.GetElapsedTime(intended, Committed), rows);
        }
    }
}
