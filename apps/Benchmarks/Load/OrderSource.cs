namespace Benchmarks.Load;

/// <summary>Simulated orders, as rows or as events. Not thread-safe.</summary>
internal sealed class OrderSource : IDisposable
{
    private const int Users = 10_000;
    private const int Products = 20_000;

    private readonly OrderBehaviour _behaviour;
    private readonly List<UserProfile> _profiles;
    private readonly List<ProductOffer> _offers;
    private readonly EventWriter _writer = new();

    public OrderSource(SeededRandom random)
        : this(random.Fork("benchmark orders", 0), NewProfiles(random), NewOffers(random))
    {
    }

    private OrderSource(SeededRandom orders, List<UserProfile> profiles, List<ProductOffer> offers) =>
        (_behaviour, _profiles, _offers) = (new(orders), profiles, offers);

    /// <summary>Several of one shop, for several threads: the same customers and articles, orders of their own.</summary>
    public static IEnumerable<OrderSource> Several(SeededRandom random, int count)
    {
        var (profiles, offers) = (NewProfiles(random), NewOffers(random));
        return Enumerable.Range(0, count).Select(n => new OrderSource(random.Fork("benchmark orders", n), profiles, offers));
    }

    public Order Next() => _behaviour.Create(_profiles, _offers, Microseconds.Truncate(TimeProvider.System.GetUtcNow().UtcDateTime));

    /// <summary>New orders with the current time.</summary>
    public List<Order> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => Next())];

    /// <summary>The event of a new order with the current time.</summary>
    public EventMessage NextEvent()
    {
        var order = Next();
        var stream = ShopStreams.Orders;
        var envelope = Envelope.Create(stream.Created, 1, TimeProvider.System);
        return new(
            stream, Encoding.UTF8.GetBytes(order.UserId), _writer.Write(envelope, order), envelope.EventId, envelope.Type.Name,
            TraceParent: null);
    }

    public void Dispose() => _writer.Dispose();

    private static List<UserProfile> NewProfiles(SeededRandom random)
    {
        var people = new People(random);
        return
        [
            .. Enumerable.Range(1, Users)
                .Select(n => people.Create(n))
                .Select(u => new UserProfile(u.UserId, u.AddressDistrict, u.Gender, u.Age)),
        ];
    }

    private static List<ProductOffer> NewOffers(SeededRandom random)
    {
        var catalog = new Catalog(random);
        return
        [
            .. Enumerable.Range(1, Products)
                .Select(n => catalog.Create(n))
                .Select(p => new ProductOffer(p.ProductId, p.Category, p.Price)),
        ];
    }
}
