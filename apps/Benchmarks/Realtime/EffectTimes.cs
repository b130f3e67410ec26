using System.Collections.Concurrent;
using System.Diagnostics;
using Benchmarks.Load;
using Benchmarks.Measuring;
using Pipeline.Shop.Records;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Benchmarks.Realtime;

/// <summary>
/// When what was written took effect: writers note what they commit, a sink in front of the pipeline's own notes when its
/// transaction has ended. All of it in one process, so there is one clock.
/// </summary>
internal sealed class EffectTimes
{
    private readonly ConcurrentDictionary<Guid, Placed> _orders = new();
    private readonly ConcurrentDictionary<string, Placed> _products = new(StringComparer.Ordinal);

    /// <summary>Products are load and not what is asked for: their latencies are not among the orders'.</summary>
    private readonly Recording _ofProducts = new();
    private Recording _recording = new();

    /// <summary>Rows written, or about to be, that have not taken effect.</summary>
    public long Open => _orders.Count + _products.Count;

    public IBatchSink Decorate(IBatchSink sink) => new ObservedSink(sink, TookEffect);

    /// <summary>From now on into new histograms.</summary>
    public Recording Restart()
    {
        var recording = new Recording();
        Volatile.Write(ref _recording, recording);
        return recording;
    }

    /// <summary>About to be written.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="intended">When they were due, a timestamp of <see cref="Stopwatch"/>.</param>
    public Placed Placing(IReadOnlyList<Order> orders, long intended)
    {
        var placed = new Placed(intended, Volatile.Read(ref _recording));
        foreach (var order in orders)
            _orders[order.OrderId] = placed;
        return placed;
    }

    /// <inheritdoc cref="Placing(IReadOnlyList{Order}, long)"/>
    public Placed Placing(IReadOnlyList<Product> products, long intended)
    {
        var placed = new Placed(intended, _ofProducts);
        foreach (var product in products)
            _products[product.ProductId] = placed;
        return placed;
    }

    /// <summary>Refused: they will have no effect.</summary>
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

    /// <summary>Written. Where no event brings them to effect, this is the effect.</summary>
    public void Written(IReadOnlyList<Order> orders, Placed placed, bool isEffect)
    {
        placed.Commit(orders.Count);
        if (!isEffect)
            return;
        foreach (var order in orders)
            Effect(_orders.TryRemove(order.OrderId, out var open) ? open : null, placed.Committed);
    }

    /// <inheritdoc cref="Written(IReadOnlyList{Order}, Placed, bool)"/>
    public void Written(IReadOnlyList<Product> products, Placed placed, bool isEffect)
    {
        placed.Commit(products.Count);
        if (!isEffect)
            return;
        foreach (var product in products)
            Effect(_products.TryRemove(product.ProductId, out var open) ? open : null, placed.Committed);
    }

    private static void Effect(Placed? placed, long now)
    {
        if (placed is null)
            return;
        placed.Recording.FromDue.Record(Stopwatch.GetElapsedTime(placed.Intended, now));
        // The effect may be there before the writer has heard of its own commit: no time at all.
        var committed = placed.Committed;
        placed.Recording.FromCommit.Record(committed == 0 || committed > now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(committed, now));
    }

    private void TookEffect(BatchSlice slice)
    {
        var now = Stopwatch.GetTimestamp();
        for (var i = slice.Start; i < slice.Start + slice.Count; i++)
        {
            var placed = slice.Batch switch
            {
                OrderBatch orders => _orders.TryRemove(orders.OrderId[i], out var order) ? order : null,
                ProductBatch products => _products.TryRemove(products.ProductId[i], out var product) ? product : null,
                _ => null,
            };
            Effect(placed, now);
        }
    }

    /// <summary>Histograms of a stretch of time: of what fell due in it.</summary>
    internal sealed class Recording
    {
        /// <summary>A write, from when it was due until it was committed (stream: acknowledged).</summary>
        public Latencies Write { get; } = new();

        /// <summary>From commit to effect.</summary>
        public Latencies FromCommit { get; } = new();

        /// <summary>From when it was due to its effect.</summary>
        public Latencies FromDue { get; } = new();
    }

    /// <summary>Rows of one write.</summary>
    internal sealed class Placed(long intended, Recording recording)
    {
        private long _committed;

        public long Intended => intended;

        public Recording Recording => recording;

        /// <summary>When the write had returned; 0 before.</summary>
        public long Committed => Volatile.Read(ref _committed);

        public void Commit(int rows)
        {
            Volatile.Write(ref _committed, Stopwatch.GetTimestamp());
            recording.Write.Record(Stopwatch.GetElapsedTime(intended, Committed), rows);
        }
    }
}
