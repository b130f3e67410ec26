using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>A seeded shop: the same rows and bytes in every run, so that two runs differ in the code alone.</summary>
internal sealed class SampleShop
{
    /// <summary>Events of one call of a benchmark: a consumer's batch (CONSUMER_BATCH) as it is by default.</summary>
    public const int Events = 1000;

    /// <summary>An instant without trailing zeros: the writer leaves them out, and the bytes would become fewer.</summary>
    public static readonly DateTime Now = ShopTime.Reference.AddMicroseconds(123_456_789);

    private readonly SeededRandom _random = new(42);

    public SampleShop()
    {
        People = new(_random);
        Catalog = new(_random);
        Users = [.. Enumerable.Range(0, Events).Select(number => People.Create(number))];
        Products = [.. Enumerable.Range(0, Events).Select(number => Catalog.Create(number))];
        Profiles = [.. Users.Select(static user => new UserProfile(user.UserId, user.AddressDistrict, user.Gender, user.Age))];
        Offers = [.. Products.Select(static product => new ProductOffer(product.ProductId, product.Category, product.Price))];
        var behaviour = NewBehaviour();
        Orders = [.. Enumerable.Range(0, Events).Select(_ => behaviour.Create(Profiles, Offers, Now))];
    }

    public People People { get; }

    public Catalog Catalog { get; }

    public User[] Users { get; }

    public Product[] Products { get; }

    public Order[] Orders { get; }

    public UserProfile[] Profiles { get; }

    public ProductOffer[] Offers { get; }

    public OrderBehaviour NewBehaviour() => new(_random.Fork("orders", 0));

    /// <summary>An envelope under a seeded id.</summary>
    public Envelope Envelope(EventType type, int version = 1) => new(type, _random.NextUuidV7(Now), version, Now);

    public byte[][] UserMessages() => Messages(Users, (writer, user) => writer.Write(Envelope(EventType.UserCreated), user));

    public byte[][] ProductMessages() => Messages(Products, (writer, product) => writer.Write(Envelope(EventType.ProductCreated), product));

    public byte[][] OrderMessages() => Messages(Orders, (writer, order) => writer.Write(Envelope(EventType.OrderCreated), order));

    public byte[][] StatusMessages() => Messages(Orders, (writer, order) =>
        writer.Write(Envelope(EventType.OrderStatusChanged, version: 2), order with { Status = OrderStatus.Paid }, OrderStatus.Created));

    private static byte[][] Messages<T>(T[] rows, Func<EventWriter, T, byte[]> write)
    {
        using var writer = new EventWriter();
        return Array.ConvertAll(rows, row => write(writer, row));
    }
}
