using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Columns;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Shop;

/// <summary>Changes of products and users, and the frequencies of updates.</summary>
public sealed class ShopChangesTests
{
    private const int Draws = 20_000;

    private static readonly ShopSample Shop = new(1, users: 200, products: 200);
    private static readonly People People = new(new SeededRandom(1));

    [Fact]
    public void A_product_gets_another_stock_or_another_price_that_fits_its_discount()
    {
        var changes = new ProductChanges(new SeededRandom(1));
        var (stock, price) = (0, 0);
        foreach (var product in Many(Shop.Products))
        {
            var next = changes.Next(product);
            Assert.Equal(product, next with { Stock = product.Stock, Price = product.Price, DiscountRate = product.DiscountRate });
            Assert.True(next.Stock >= 0, $"Stock {next.Stock} is below 0.");
            Assert.InRange(next.Price, 0, next.OrgPrice);
            if (next.Stock != product.Stock)
                stock++;
            else
                Assert.NotEqual((product.DiscountRate, product.Price), (next.DiscountRate, next.Price));
            price += next.DiscountRate != product.DiscountRate ? 1 : 0;
        }

        Assert.Equal(Draws, stock + price);
        Assert.Equal(0.7, stock / (double)Draws, 0.02);
    }

    [Fact]
    public void Stock_stays_between_zero_and_the_maximum()
    {
        var changes = new ProductChanges(new SeededRandom(2));
        for (var i = 0; i < 1000; i++)
        {
            Assert.True(changes.Next(Shop.Products[0] with { Stock = 0 }).Stock >= 0);
            Assert.True(changes.Next(Shop.Products[0] with { Stock = 1 }).Stock >= 0);
            Assert.True(changes.Next(Shop.Products[0] with { Stock = 100_000 }).Stock <= 100_000);
        }
    }

    [Fact]
    public void A_user_rises_or_falls_by_one_grade_or_moves()
    {
        string[] grades = ["BRONZE", "SILVER", "GOLD", "VIP"];
        var changes = new UserChanges(People, new SeededRandom(3));
        var moved = 0;
        foreach (var user in Many(Shop.Users))
        {
            var next = changes.Next(user);
            Assert.Equal(user, next with { Grade = user.Grade, Address = user.Address, AddressDistrict = user.AddressDistrict });
            var step = Array.IndexOf(grades, next.Grade) - Array.IndexOf(grades, user.Grade);
            if (next.Address == user.Address)
            {
                Assert.Equal(1, Math.Abs(step));
                continue;
            }

            moved++;
            Assert.Equal(0, step);
            Assert.StartsWith(next.AddressDistrict, next.Address, StringComparison.Ordinal);
        }

        Assert.Equal(0.4, moved / (double)Draws, 0.02);
    }

    [Fact]
    public void An_unknown_grade_becomes_the_lowest_grade()
    {
        var changes = new UserChanges(People, new SeededRandom(4));
        var unknown = Shop.Users[0] with { Grade = "PLATINUM" };
        var grades = Enumerable.Range(0, 200).Select(_ => changes.Next(unknown).Grade).Distinct();
        Assert.Equal(["BRONZE", "PLATINUM"], grades.Order(StringComparer.Ordinal));
    }

    /// <summary>The least and the greatest values of other producers. Nothing made from them may be refused by our own consumers.</summary>
    [Fact]
    public void Changes_and_orders_of_any_row_that_the_decoder_accepts_are_accepted_too()
    {
        var random = new SeededRandom(8);
        var (products, users, orders) = (new ProductChanges(random), new UserChanges(People, random), new OrderBehaviour(random));
        int[] numbers = [0, 1, 9, 99_999, 100_000, int.MaxValue];
        for (var i = 0; i < 2_000; i++)
        {
            var product = Shop.Products[0] with
            {
                Price = random.Pick(numbers),
                OrgPrice = random.Pick(numbers),
                Stock = random.Pick(numbers),
                DiscountRate = random.Pick<decimal>([0, 0.01m, 100]),
                Description = "",
                Brand = "",
            };
            var user = Shop.Users[0] with
            {
                Age = random.Pick([0, 150]),
                Grade = random.Pick(["?", "VIP"]),
                Address = "",
                AddressDistrict = random.Pick(["", "?"]),
            };
            AssertAccepted(ShopStreams.Products, ShopSample.Bytes([product, products.Next(product)]));
            AssertAccepted(ShopStreams.Users, ShopSample.Bytes([user, users.Next(user)]));
            AssertAccepted(ShopStreams.Orders, ShopSample.Bytes([orders.Create(
                [new(user.UserId, user.AddressDistrict, user.Gender, user.Age)],
                [new(product.ProductId, product.Category, product.Price)], ShopSample.Now)]));
        }

        static void AssertAccepted(StreamDefinition stream, byte[][] messages) =>
            Assert.All(messages, message => Assert.Equal(Refusal.None, stream.Decoder.Decode(message, 0, stream.NewBatch(1))));
    }

    [Fact]
    public void The_same_seed_makes_the_same_changes()
    {
        Assert.Equal(Products(), Products());
        Assert.Equal(Users(), Users());

        static Product[] Products()
        {
            var changes = new ProductChanges(new SeededRandom(5));
            return Array.ConvertAll(Shop.Products, changes.Next);
        }

        static User[] Users()
        {
            var changes = new UserChanges(new People(new SeededRandom(5)), new SeededRandom(5));
            return Array.ConvertAll(Shop.Users, changes.Next);
        }
    }

    [Fact]
    public void Of_ten_updates_seven_are_about_orders_two_about_products_and_one_about_a_user()
    {
        var mix = new UpdateMix(new SeededRandom(6));
        var counts = Enumerable.Range(0, Draws).Select(_ => mix.Next()).CountBy(static s => s).ToDictionary();
        Assert.Equal(0.7, counts[UpdateSubject.Order] / (double)Draws, 0.02);
        Assert.Equal(0.2, counts[UpdateSubject.Product] / (double)Draws, 0.02);
        Assert.Equal(0.1, counts[UpdateSubject.User] / (double)Draws, 0.02);
    }

    private static IEnumerable<T> Many<T>(T[] rows) => Enumerable.Range(0, Draws).Select(i => rows[i % rows.Length]);
}
