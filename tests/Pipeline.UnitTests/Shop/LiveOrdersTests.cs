using Pipeline.Shop.Generation;
using Pipeline.Shop.Live;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;
using Environment = Pipeline.UnitTests.Hosting.Environment;

namespace Pipeline.UnitTests.Shop;

/// <summary>Which orders a generator places: they follow from seed and shard, not from the time.</summary>
public sealed class LiveOrdersTests
{
    private const int Enough = 200;

    private static readonly ShopSample Shop = new(42);

    [Fact]
    public async Task Without_a_shard_they_are_those_of_the_seed()
    {
        var behaviour = new OrderBehaviour(new SeededRandom(42).Fork("orders", 0));
        var expected = Enumerable.Range(0, Enough).Select(
            _ => behaviour.Create(Shop.Profiles, Shop.Offers, ShopSample.Now)).Select(Terms).ToList();
        Assert.Equal(expected, (await PlaceAsync()).Select(Terms));
        Assert.Equal(expected, (await PlaceAsync("--shard", "1/1")).Select(Terms));
    }

    [Fact]
    public async Task Every_shard_places_others_and_the_same_again_when_it_is_repeated()
    {
        var (one, two) = (await PlaceAsync("--shard", "1/2"), await PlaceAsync("--shard", "2/2"));
        Assert.DoesNotContain(one.Zip(two), static pair => Terms(pair.First) == Terms(pair.Second));
        Assert.Equal(one.Select(Terms), (await PlaceAsync("--shard=1/2")).Select(Terms));
    }

    /// <summary>All that does not depend on the time.</summary>
    private static (string, string, int, int, string) Terms(Order order) =>
        (order.UserId, order.ProductId, order.Quantity, order.DiscountAmount, order.PaymentMethod);

    private static async Task<IReadOnlyList<Order>> PlaceAsync(params string[] arguments)
    {
        var settings = new Environment(("ORDER_RATE", "20000")).Read(arguments);
        var profiles = Array.FindAll(Shop.Profiles, c => settings.Shard.Owns(c.UserId));
        using var placed = new Placed(Enough);
        var orders = new LiveOrders(settings, placed, new SeededRandom(42), new OpenOrders(), new RealtimeStatistics());
        await orders.RunAsync(new(profiles, Shop.Offers, Shop.Offers), static _ => { }, placed.Full);
        return placed.Orders;
    }

    /// <summary>Keeps the first orders, and cancels when it has enough of them.</summary>
    private sealed class Placed(int enough) : IRecordWriter, IDisposable
    {
        private readonly CancellationTokenSource _full = new(TimeSpan.FromSeconds(30));

        public List<Order> Orders { get; } = [];

        public CancellationToken Full => _full.Token;

        public Task WriteAsync<T>(IReadOnlyList<T> records, CancellationToken cancellationToken)
            where T : class
        {
            Orders.AddRange(records.Cast<Order>().Take(enough - Orders.Count));
            return Orders.Count < enough ? Task.CompletedTask : _full.CancelAsync();
        }

        public Task<int> UpdateAsync<T>(IReadOnlyList<Change<T>> changes, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public void Dispose() => _full.Dispose();
    }
}
