namespace Pipeline.Shop.Live;

/// <summary>Counts what the generator has written. Thread-safe.</summary>
public sealed class RealtimeStatistics
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _orders;
    private long _revenue;
    private long _products;
    private long _updates;

    /// <summary>Orders written.</summary>
    public long Orders => Volatile.Read(ref _orders);

    /// <summary>Products written.</summary>
    public long Products => Volatile.Read(ref _products);

    /// <summary>Updates written.</summary>
    public long Updates => Volatile.Read(ref _updates);

    /// <summary>Counts orders and their revenue, won.</summary>
    public void AddOrders(int count, long revenue)
    {
        Interlocked.Add(ref _orders, count);
        Interlocked.Add(ref _revenue, revenue);
        Measure(count, "order");
    }

    /// <summary>Counts products.</summary>
    public void AddProducts(int count)
    {
        Interlocked.Add(ref _products, count);
        Measure(count, "product");
    }

    /// <summary>Counts updates of orders, products or users.</summary>
    public void AddUpdates(int count)
    {
        Interlocked.Add(ref _updates, count);
        Measure(count, "update");
    }

    /// <summary>The statistics as lines for the terminal.</summary>
    public IEnumerable<string> Lines()
    {
        var elapsed = Stopwatch.GetElapsedTime(_began);
        var revenue = Volatile.Read(ref _revenue);
        yield return $"statistics after {elapsed:hh\\:mm\\:ss}";
        yield return $"  orders    {Orders,12:N0}   {Orders / elapsed.TotalSeconds,10:N1} per second";
        yield return $"  revenue   {revenue,12:N0}   won, {(Orders == 0 ? 0 : revenue / Orders):N0} per order";
        yield return $"  products  {Products,12:N0}   {Products / elapsed.TotalSeconds,10:N1} per second";
        yield return $"  updates   {Updates,12:N0}   {Updates / elapsed.TotalSeconds,10:N1} per second";
    }

    private static void Measure(int count, string kind) =>
        Instruments.GeneratedRows.Add(count, new KeyValuePair<string, object?>(MetricTags.Kind, kind));
}
