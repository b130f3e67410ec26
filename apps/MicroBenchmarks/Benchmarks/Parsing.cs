namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>Parses the bytes of a message into a row of a batch, as a consumer does with every message.</summary>
public class Parsing
{
    private readonly EventBatch _orderRows = ShopStreams.Orders.NewBatch(SampleShop.Events);
    private readonly EventBatch _userRows = ShopStreams.Users.NewBatch(SampleShop.Events);
    private readonly EventBatch _productRows = ShopStreams.Products.NewBatch(SampleShop.Events);
    private byte[][] _orders = [];
    private byte[][] _statuses = [];
    private byte[][] _users = [];
    private byte[][] _products = [];

    [GlobalSetup]
    public void Setup()
    {
        var shop = new SampleShop();
        (_orders, _statuses) = (shop.OrderMessages(), shop.StatusMessages());
        (_users, _products) = (shop.UserMessages(), shop.ProductMessages());
    }

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Orders() => Parse(_orders, _orderRows);

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int OrderStatuses() => Parse(_statuses, _orderRows);

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Users() => Parse(_users, _userRows);

    [Benchmark(OperationsPerInvoke = SampleShop.Events)]
    public int Products() => Parse(_products, _productRows);

    private static int Parse(byte[][] messages, EventBatch rows)
    {
        rows.Clear();
        for (var i = 0; i < messages.Length; i++)
            Expect.Accepted(rows.Stream.Decoder.Decode(messages[i], i, rows));
        return rows.Count;
    }
}
