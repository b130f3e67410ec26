using Benchmarks.Load;
using Benchmarks.Measuring;

namespace Benchmarks.Realtime;

/// <summary>
/// Measures when written rows are in effect. Writers record their commits, and a decorated sink records the commits of the consumers. All
/// of them run in one process, so there is one clock.
/// </summary>
internal sealed class EffectTimes
{
    public PendingRows<Order, Guid> Orders { get; } = new(ShopStreams.Orders, static order => order.OrderId);

    /// <summary>Products are load only; their latencies are not mixed with those of orders.</summary>
    public PendingRows<Product, string> Products { get; } = new(ShopStreams.Products, static product => product.ProductId);

    /// <summary>Rows that are written or being written and not in effect yet.</summary>
    public long Open => Orders.Count + Products.Count;

    public IBatchSink Decorate(IBatchSink sink) => new ObservedSink(sink, Applied);

    /// <summary>Starts new histograms. Writes that started before go into the earlier ones.</summary>
    public Recording Restart() => Orders.Restart();

    private void Applied(SubBatch slice)
    {
        var now = Stopwatch.GetTimestamp();
        Orders.Applied(slice, now);
        Products.Applied(slice, now);
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
}
