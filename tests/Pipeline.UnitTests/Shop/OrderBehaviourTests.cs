using CsCheck;
using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Shop;

public sealed class OrderBehaviourTests
{
    private const int Count = 100_000;

    private static readonly ShopSample Shop = new(42, users: 5000, products: 10_000);
    private static readonly Order[] Orders = Shop.Order(Count);

    [Fact]
    public void Orders_repeat_the_fields_of_their_user_and_product()
    {
        var profiles = Shop.Profiles.ToDictionary(static c => c.UserId);
        var offers = Shop.Offers.ToDictionary(static a => a.ProductId);
        Assert.All(Orders, order =>
        {
            var profile = profiles[order.UserId];
            Assert.Equal((profile.Region, profile.Gender), (order.UserRegion, order.UserGender));
            Assert.Equal(offers[order.ProductId].Category, order.Category);
            Assert.Equal(profile.Age >= 60 ? "60대 이상" : $"{profile.Age / 10}0대", order.UserAgeGroup);
        });
    }

    [Fact]
    public void The_total_is_price_times_quantity_less_discount_plus_shipping_at_any_price() =>
        Gen.Select(Gen.Long, Gen.OneOf(Gen.Int[0, 50_000], Gen.Int[0, int.MaxValue])).Sample((seed, price) =>
        {
            UserProfile[] profiles = [new("u_1", "서울특별시 송파구", "F", 31)];
            ProductOffer[] offers = [new("p_1", "식품", price)];
            var order = new OrderBehaviour(new SeededRandom(seed)).Create(profiles, offers, ShopSample.Now);
            var goods = (long)price * order.Quantity;
            return order.TotalAmount == goods - order.DiscountAmount + order.ShippingCost
                && order.TotalAmount >= 0
                && order.DiscountAmount >= 0 && order.DiscountAmount <= goods
                && order.ShippingCost == (goods >= 30_000 ? 0 : 3000);
        });

    [Fact]
    public void Quantities_are_1_to_5_and_mostly_1()
    {
        Assert.All(Orders, static o => Assert.InRange(o.Quantity, 1, 5));
        Assert.Equal(0.7, Share(static o => o.Quantity == 1), 0.01);
        Assert.Contains(Orders, static o => o.Quantity == 5);
    }

    [Fact]
    public void Payments_have_their_shares_and_orders_begin_as_created()
    {
        Assert.Equal(
            ["bank_transfer", "card", "kakao_pay", "naver_pay", "phone", "toss_pay"],
            Orders.Select(static o => o.PaymentMethod).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(0.46, Share(static o => o.PaymentMethod == "card"), 0.01);
        Assert.Equal(0.18, Share(static o => o.PaymentMethod == "kakao_pay"), 0.01);
        Assert.Equal(0.04, Share(static o => o.PaymentMethod == "phone"), 0.01);
        Assert.All(Orders, static o => Assert.Equal(OrderStatus.Created, o.Status));
    }

    [Fact]
    public void The_top_fifth_of_the_products_gets_the_clear_majority_of_the_orders()
    {
        Assert.InRange(TopFifth(static o => o.ProductId, Shop.Offers.Length), 0.65, 0.85);
        Assert.InRange(TopFifth(static o => o.UserId, Shop.Profiles.Length), 0.40, 0.55);
    }

    [Fact]
    public void Popularity_does_not_follow_the_order_of_the_list()
    {
        var position = Shop.Offers.Index().ToDictionary(static a => a.Item.ProductId, static a => a.Index);
        var firstHalf = Share(o => position[o.ProductId] < Shop.Offers.Length / 2);
        Assert.InRange(firstHalf, 0.4, 0.6);
    }

    [Fact]
    public void The_same_products_are_popular_on_every_shard_and_at_every_position()
    {
        var bestsellers = Bestsellers(new SeededRandom(1), Shop.Offers);
        Assert.Equal(bestsellers[..3], Bestsellers(new SeededRandom(2), [.. Shop.Offers.Reverse()])[..3]);
    }

    [Fact]
    public void Products_added_at_the_end_of_the_list_are_ordered_too()
    {
        var offers = Shop.Offers[..100].ToList();
        var behaviour = new OrderBehaviour(new SeededRandom(3));
        behaviour.Create(Shop.Profiles, offers, ShopSample.Now);
        offers.AddRange(Shop.Offers[100..]);
        var grown = Enumerable.Range(0, 2000).Select(_ => behaviour.Create(Shop.Profiles, offers, ShopSample.Now).ProductId);
        var known = Shop.Offers[..100].Select(static a => a.ProductId).ToHashSet();
        Assert.True(grown.Count(id => !known.Contains(id)) > 1000);
    }

    [Fact]
    public void Another_list_replaces_the_previous_one()
    {
        var behaviour = new OrderBehaviour(new SeededRandom(4));
        behaviour.Create(Shop.Profiles, Shop.Offers, ShopSample.Now);
        for (var i = 0; i < 200; i++)
            Assert.Equal("p_7", behaviour.Create(Shop.Profiles, [Shop.Offers[6]], ShopSample.Now).ProductId);
    }

    [Fact]
    public void Women_and_men_buy_different_categories()
    {
        Assert.True(WomenShare("뷰티") > 0.65);
        Assert.True(WomenShare("전자제품") < 0.45);
    }

    [Fact]
    public void An_unknown_category_is_ordered_unchanged()
    {
        var order = new OrderBehaviour(new SeededRandom(5)).Create(Shop.Profiles, [new ProductOffer("x", "골동품", 10)], ShopSample.Now);
        Assert.Equal("골동품", order.Category);
    }

    [Fact]
    public void An_order_and_its_id_have_the_current_time()
    {
        var now = ShopSample.Now.AddTicks(1_234_567);
        var order = new OrderBehaviour(new SeededRandom(6)).Create(Shop.Profiles, Shop.Offers, now);
        Assert.Equal(ShopSample.Now.AddTicks(1_234_560), order.CreatedAt);
        Assert.Equal(Guid.CreateVersion7(new DateTimeOffset(now)).ToString("N")[..12], order.OrderId.ToString("N")[..12]);
    }

    [Fact]
    public void Order_ids_do_not_repeat() => Assert.Equal(Count, Orders.Select(static o => o.OrderId).Distinct().Count());

    [Fact]
    public void An_empty_list_is_refused_by_name()
    {
        var behaviour = new OrderBehaviour(new SeededRandom(7));
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => behaviour.Create([], Shop.Offers, ShopSample.Now)).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => behaviour.Create(Shop.Profiles, [], ShopSample.Now)).Message);
    }

    private static string[] Bestsellers(SeededRandom random, ProductOffer[] offers)
    {
        var behaviour = new OrderBehaviour(random);
        return [.. Enumerable.Range(0, Count).Select(_ => behaviour.Create(Shop.Profiles, offers, ShopSample.Now).ProductId)
            .CountBy(static id => id).OrderByDescending(static c => c.Value).Select(static c => c.Key)];
    }

    private static double TopFifth(Func<Order, string> key, int of) =>
        Orders.CountBy(key).Select(static c => c.Value).OrderDescending().Take(of / 5).Sum() / (double)Count;

    private static double WomenShare(string category)
    {
        var orders = Orders.Where(o => o.Category == category).ToArray();
        return orders.Count(static o => o.UserGender == "F") / (double)orders.Length;
    }

    private static double Share(Func<Order, bool> which) => Orders.Count(which) / (double)Count;
}
