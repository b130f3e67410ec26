using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Shop;

/// <summary>The data of one seed, as records and as the bytes of the Kafka messages.</summary>
internal sealed class ShopSample
{
    public static readonly DateTime Now = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    private static readonly Guid EventId = new("019cb6d0-0000-7000-8000-000000000001");

    private readonly OrderBehaviour _behaviour;

    public ShopSample(long seed, int users = 1000, int products = 1000)
    {
        var random = new SeededRandom(seed);
        var people = new People(random);
        var catalog = new Catalog(random);
        Users = [.. Enumerable.Range(1, users).Select(number => people.Create(number))];
        Products = [.. Enumerable.Range(1, products).Select(number => catalog.Create(number))];
        Profiles = [.. Users.Select(static u => new UserProfile(u.UserId, u.AddressDistrict, u.Gender, u.Age))];
        Offers = [.. Products.Select(static p => new ProductOffer(p.ProductId, p.Category, p.Price))];
        _behaviour = new(random.Fork("orders", 0));
    }

    public User[] Users { get; }

    public Product[] Products { get; }

    public UserProfile[] Profiles { get; }

    public ProductOffer[] Offers { get; }

    public Order[] Order(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _behaviour.Create(Profiles, Offers, Now.AddMilliseconds(i)))];

    public static byte[][] Bytes(IEnumerable<User> users) => Written(users, static (writer, user) =>
        writer.Write(Around(ShopStreams.Users.Created), user));

    public static byte[][] Bytes(IEnumerable<Product> products) => Written(products, static (writer, product) =>
        writer.Write(Around(ShopStreams.Products.Created), product));

    public static byte[][] Bytes(IEnumerable<Order> orders) => Written(orders, static (writer, order) =>
        writer.Write(Around(ShopStreams.Orders.Created), order));

    private static byte[][] Written<T>(IEnumerable<T> items, Func<EventWriter, T, byte[]> write)
    {
        using var writer = new EventWriter();
        return [.. items.Select(item => write(writer, item))];
    }

    private static Envelope Around(EventType type) => new(type, EventId, 1, Now);
}
