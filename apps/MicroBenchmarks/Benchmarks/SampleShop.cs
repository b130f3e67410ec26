namespace Pipeline.MicroBenchmarks.Benchmarks;

/// <summary>A shop with a fixed seed: every run has the same rows and bytes, so that runs differ only in the code.</summary>
internal sealed class SampleShop
{
    /// <summary>Events per call of a benchmark: the default of CONSUMER_BATCH.</summary>
    public const int Events = 1000;

    /// <summary>A time without trailing zeros: the writer omits them, so the event would be shorter.</summary>
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

    /// <summary>An envelope with a seeded id.</summary>
    public Envelope Envelope(EventType type, int version = 1) => new(type, _random.NextUuidV7(Now), version, Now);

    public byte[][] UserMessages() => Messages(Users, (writer, user) => writer.Write(Envelope(ShopStreams.Users.Created), user));

    public byte[][] ProductMessages() =>
        Messages(Products, (writer, product) => writer.Write(Envelope(ShopStreams.Products.Created), product));

    public byte[][] OrderMessages() => Messages(Orders, (writer, order) => writer.Write(Envelope(ShopStreams.Orders.Created), order));

    public byte[][] StatusMessages() => Messages(Orders, (writer, order) =>
        writer.Write(Envelope(ShopStreams.Orders.Changed!, version: 2), order with { Status = OrderStatus.Paid }, OrderStatus.Created));

    private static byte[][] Messages<T>(T[] rows, Func<EventWriter, T, byte[]> write)
    {
        using var writer = new EventWriter();
        return Array.ConvertAll(rows, row => write(writer, row));
    }
}
