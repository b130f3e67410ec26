using Pipeline.Shop.Assortment;
using Pipeline.Shop.Records;

namespace Pipeline.Shop.Generation;

/// <summary>
/// Generates products from the goods in <see cref="Categories"/>.
/// Immutable, and every product is a pure function of (seed, number), so it is thread-safe.
/// </summary>
/// <param name="random">Only its seed is used, so draws elsewhere have no effect here.</param>
public sealed class Catalog(SeededRandom random)
{
    private const double SoldOut = 0.03;

    /// <summary>Products were listed within this time before the reference date.</summary>
    private static readonly TimeSpan Listed = TimeSpan.FromDays(2 * 365);

    /// <summary>Discounts in whole per cent, with their frequency in per cent (assumed).</summary>
    private static readonly Weighted<int> Discounts = new(
        [(0, 68), (5, 7), (10, 9), (15, 4), (20, 5), (25, 1.5), (30, 3), (40, 1.5), (50, 1)]);

    // Rejected: Bogus, whose ko locale has no commerce texts.
    private static readonly string[] Closings =
    [
        "오늘 주문하면 내일 도착합니다.", "꼼꼼하게 검수해 안전하게 포장합니다.", "선물용으로도 좋습니다.",
        "재구매율이 높은 인기 상품입니다.", "7일 이내 무료 교환이 가능합니다.", "합리적인 가격으로 만나 보세요.",
    ];

    /// <summary>The sequence of the product that the thread generates: one object per thread instead of one per product.</summary>
    [ThreadStatic]
    private static SeededRandom? _draw;

    /// <summary>Names of all categories.</summary>
    public static IReadOnlyList<string> CategoryNames { get; } = Categories.Names;

    /// <summary>The product <c>p_{number}</c>. The same seed and number always give the same product.</summary>
    /// <param name="number">0 or more.</param>
    public Product Create(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var draw = _draw ??= new(0);
        random.ForkInto(draw, "product", number);
        var category = draw.Pick(Categories.All);
        var brand = draw.Pick(category.Brands);
        var adjective = draw.Pick(category.Adjectives);
        var goods = draw.Pick(category.Goods);
        var orgPrice = OrgPrice(draw, goods);
        var discountRate = draw.Pick(Discounts);
        return new()
        {
            ProductId = $"p_{number}",
            Name = $"{brand} {adjective} {goods.Noun} {draw.Pick(category.Options)}",
            Category = category.Name,
            Brand = brand,
            Price = Discounted(orgPrice, discountRate),
            OrgPrice = orgPrice,
            DiscountRate = discountRate,
            Description = $"{brand}에서 선보이는 {adjective} {goods.Noun}. {draw.Pick(Closings)}",
            Stock = Stock(draw, category),
            CreatedAt = ShopTime.Before(draw, Listed, growth: 1),
        };
    }

    /// <summary>Log-normal within the price band of the goods, in steps of 100 won.</summary>
    private static int OrgPrice(SeededRandom draw, Goods goods) =>
        (int)Math.Round(draw.LogNormal(goods.From, goods.To) / 100, MidpointRounding.AwayFromZero) * 100;

    /// <summary>Another discount than the one a product has, whole per cent, as frequent as the shop's discounts are.</summary>
    internal static int OtherDiscount(SeededRandom draw, decimal discountRate)
    {
        while (true)
        {
            var other = draw.Pick(Discounts);
            if (other != discountRate)
                return other;
        }
    }

    /// <summary>The price after the discount, rounded down to 10 won, the smallest coin.</summary>
    internal static int Discounted(int orgPrice, int discountRate) =>
        (int)((long)orgPrice * (100 - discountRate) / 100 / 10 * 10);

    /// <summary>Log-normal from a tenth to ten times the category's typical stock; 3 % are sold out.</summary>
    private static int Stock(SeededRandom draw, Category category) =>
        draw.Chance(SoldOut) ? 0 : (int)Math.Round(draw.LogNormal(category.Stock / 10.0, category.Stock * 10.0));
}
