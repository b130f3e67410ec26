using System.Security.Cryptography;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Shop;

public sealed class GeneratedBytesTests
{
    // Change these only if the generated data must change.
    private const string UsersOfSeed42 = "37B0FCF54A33DC4DF46370747D2BAC1CC17CD8A084DBBA0756D6316CC740FBD2";
    private const string ProductsOfSeed42 = "CD8CFD1EB7E275C2343795B48C9C0A30DF8ED78C1998A1252A28B4D71E906CD5";
    private const string OrdersOfSeed42 = "F10910AE08B67827737709721B06BE778CD3286DE5493C2576B560D78E2F6BE6";

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        var (one, other) = (new ShopSample(42), new ShopSample(42));
        Assert.Equal(ShopSample.Bytes(one.Users), ShopSample.Bytes(other.Users));
        Assert.Equal(ShopSample.Bytes(one.Products), ShopSample.Bytes(other.Products));
        Assert.Equal(ShopSample.Bytes(one.Order(1000)), ShopSample.Bytes(other.Order(1000)));
    }

    [Fact]
    public void Another_seed_gives_another_shop()
    {
        var (one, other) = (new ShopSample(42), new ShopSample(43));
        Assert.True(Differing(one.Users, other.Users) > 990, "users");
        Assert.True(Differing(one.Products, other.Products) > 990, "products");
        Assert.Equal(1000, Differing(one.Order(1000), other.Order(1000)));
    }

    [Fact]
    public void Entity_N_does_not_depend_on_the_order_of_the_calls_or_on_the_thread()
    {
        var expected = new ShopSample(42, users: 2000, products: 2000);
        var random = new SeededRandom(42);
        random.Bits();
        var people = new People(random);
        var catalog = new Catalog(random);
        var users = new User[2000];
        var products = new Product[2000];
        Parallel.For(0, 2000, i =>
        {
            var backwards = 1999 - i;
            products[backwards] = catalog.Create(backwards + 1);
            users[backwards] = people.Create(backwards + 1);
        });
        Assert.Equal(expected.Users, users);
        Assert.Equal(expected.Products, products);
    }

    [Fact]
    public void The_parser_accepts_every_generated_event()
    {
        var shop = new ShopSample(42);
        AssertAccepted(ShopSample.Bytes(shop.Users), ShopStreams.Users.NewBatch(1000));
        AssertAccepted(ShopSample.Bytes(shop.Products), ShopStreams.Products.NewBatch(1000));
        AssertAccepted(ShopSample.Bytes(shop.Order(1000)), ShopStreams.Orders.NewBatch(1000));
    }

    [Fact]
    public void What_the_parser_reads_is_what_was_generated()
    {
        var shop = new ShopSample(42);
        var orders = shop.Order(1000);
        var batch = ShopStreams.Orders.NewBatch(1000);
        AssertAccepted(ShopSample.Bytes(orders), batch);
        Assert.Equal(
            orders.Select(static o => (o.OrderId, o.CreatedAt)), batch.Rows<Guid>("order_id").Zip(batch.Rows<DateTime>("created_at")));
        Assert.Equal(
            orders.Select(static o => (o.TotalAmount, o.UserRegion)),
            batch.Rows<long>("total_amount").Zip(batch.Rows<string>("user_region")));
    }

    [Fact]
    public void The_data_of_seed_42_have_not_changed()
    {
        var shop = new ShopSample(42);
        Assert.Equal(UsersOfSeed42, Hash(ShopSample.Bytes(shop.Users)));
        Assert.Equal(ProductsOfSeed42, Hash(ShopSample.Bytes(shop.Products)));
        Assert.Equal(OrdersOfSeed42, Hash(ShopSample.Bytes(shop.Order(1000))));
    }

    private static int Differing<T>(T[] one, T[] other) => one.Zip(other).Count(static pair => !pair.First!.Equals(pair.Second));

    private static void AssertAccepted(byte[][] messages, EventBatch batch)
    {
        for (var i = 0; i < messages.Length; i++)
            Assert.Equal(Refusal.None, batch.Stream.Decoder.Decode(messages[i], i, batch));
        Assert.Equal(messages.Length, batch.Count);
    }

    private static string Hash(byte[][] messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var message in messages)
            hash.AppendData(message);
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
