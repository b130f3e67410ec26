using System.Text;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;
using Pipeline.Streams.Delivery;

namespace Pipeline.IntegrationTests.Servers;

/// <summary>A shop of a fixed seed: users, products, their orders, and the events of all of them.</summary>
internal sealed class ShopSample
{
    public const long Seed = 20_26;

    private static readonly SeededRandom Random = new(Seed);
    private readonly UserProfile[] _profiles;
    private readonly ProductOffer[] _offers;
    private readonly OrderBehaviour _behaviour = new(Random.Fork("orders", 0));

    public ShopSample(int users = 50, int products = 50)
    {
        var people = new People(Random);
        var catalog = new Catalog(Random);
        Users = [.. Enumerable.Range(1, users).Select(n => people.Create(n))];
        Products = [.. Enumerable.Range(1, products).Select(n => catalog.Create(n))];
        _profiles = [.. Users.Select(u => new UserProfile(u.UserId, u.AddressDistrict, u.Gender, u.Age))];
        _offers = [.. Products.Select(p => new ProductOffer(p.ProductId, p.Category, p.Price))];
    }

    public User[] Users { get; }

    public Product[] Products { get; }

    public Order[] Orders(int count)
    {
        var now = Microseconds.Truncate(TimeProvider.System.GetUtcNow().UtcDateTime);
        return
        [
            .. Enumerable.Range(0, count)
                .Select(i => _behaviour.Create(_profiles, _offers, now.AddTicks(i * TimeSpan.TicksPerMicrosecond))),
        ];
    }

    public static EventMessage Event(User user, int version = 1) =>
        Event(version == 1 ? ShopStreams.Users.Created : ShopStreams.Users.Changed!, version, user.UserId, (w, e) => w.Write(e, user));

    public static EventMessage Event(Product product, int version = 1) => Event(
        version == 1 ? ShopStreams.Products.Created : ShopStreams.Products.Changed!, version, product.ProductId,
        (w, e) => w.Write(e, product));

    public static EventMessage Event(Order order, int version = 1, string? previous = null) => Event(
        version == 1 ? ShopStreams.Orders.Created : ShopStreams.Orders.Changed!, version, order.UserId,
        (w, e) => w.Write(e, order, previous));

    private static EventMessage Event(EventType type, int version, string key, Func<EventWriter, Envelope, byte[]> write)
    {
        using var writer = new EventWriter();
        var envelope = Envelope.Create(type, version, TimeProvider.System);
        return new(type.Stream, Encoding.UTF8.GetBytes(key), write(writer, envelope), envelope.EventId, type.Name, null);
    }
}
