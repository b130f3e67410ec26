namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Serialises rows to the bytes of the outbox and of Kafka messages.</summary>
public class Serialising : IDisposable
{
    private readonly EventWriter _writer = new();
    private readonly SampleShop _shop = new();
    private Envelope _order;
    private Envelope _user;
    private Envelope _product;

    [GlobalSetup]
    public void Setup()
    {
        _order = _shop.Envelope(ShopStreams.Orders.Created);
        _user = _shop.Envelope(ShopStreams.Users.Created);
        _product = _shop.Envelope(ShopStreams.Products.Created);
    }

    [GlobalCleanup]
    public void Dispose() => _writer.Dispose();

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Orders()
    {
        var bytes = 0;
        foreach (var order in _shop.Orders)
            bytes += _writer.Write(_order, order).Length;
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Users()
    {
        var bytes = 0;
        foreach (var user in _shop.Users)
            bytes += _writer.Write(_user, user).Length;
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Products()
    {
        var bytes = 0;
        foreach (var product in _shop.Products)
            bytes += _writer.Write(_product, product).Length;
        return bytes;
    }
}
