using Pipeline.Shop.Generation;
using Pipeline.Shop.Records;
using Pipeline.Simulation;
using Pipeline.Streams.Definitions;

namespace Pipeline.UnitTests.Shop;

public sealed class CatalogTests
{
    private static readonly Product[] Products = new ShopSample(42, users: 1, products: 20_000).Products;

    [Fact]
    public void Ids_carry_the_number() => Assert.Equal("p_6789", Products[6788].ProductId);

    [Fact]
    public void A_negative_number_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Catalog(new SeededRandom(1)).Create(-1));

    [Fact]
    public void There_are_eight_categories_or_more_each_with_five_brands_or_more()
    {
        var categories = Products.GroupBy(static p => p.Category).ToArray();
        Assert.True(categories.Length >= 8, $"{categories.Length} categories");
        Assert.All(categories, static c => Assert.True(c.Select(static p => p.Brand).Distinct().Count() >= 5, c.Key));
    }

    [Fact]
    public void Each_brand_belongs_to_one_category() =>
        Assert.All(Products.GroupBy(static p => p.Brand), static brand => Assert.Single(brand.Select(static p => p.Category).Distinct()));

    [Fact]
    public void The_price_is_the_original_less_the_discount_rounded_down_to_ten_won() =>
        Assert.All(Products, static p =>
        {
            var exact = p.OrgPrice * (100 - p.DiscountRate) / 100m;
            Assert.Equal(0, p.Price % 10);
            Assert.InRange(p.Price, exact - 9.99m, exact);
        });

    [Fact]
    public void Original_prices_are_positive_and_in_steps_of_a_hundred_won() =>
        Assert.All(Products, static p => Assert.True(p.OrgPrice >= 1000 && p.OrgPrice % 100 == 0, $"{p.ProductId}: {p.OrgPrice}"));

    [Fact]
    public void Most_products_have_no_discount_and_the_others_5_to_50_per_cent()
    {
        Assert.Equal(0.68, Products.Count(static p => p.DiscountRate == 0) / (double)Products.Length, 0.02);
        Assert.All(Products, static p => Assert.InRange(p.DiscountRate, 0, 50));
        Assert.Equal(5, Products.Where(static p => p.DiscountRate > 0).Min(static p => p.DiscountRate));
    }

    [Fact]
    public void Each_category_has_a_price_level_of_its_own()
    {
        Assert.InRange(Median("전자제품"), 100_000, 350_000);
        Assert.InRange(Median("식품"), 12_000, 35_000);
        Assert.InRange(Median("도서"), 11_000, 25_000);
    }

    [Fact]
    public void A_few_products_are_sold_out_and_no_stock_is_negative()
    {
        Assert.Equal(0.03, Products.Count(static p => p.Stock == 0) / (double)Products.Length, 0.01);
        Assert.All(Products, static p => Assert.True(p.Stock >= 0));
    }

    [Fact]
    public void Names_begin_with_the_brand_and_are_many()
    {
        Assert.All(Products, static p => Assert.StartsWith(p.Brand + " ", p.Name, StringComparison.Ordinal));
        Assert.True(Products.Select(static p => p.Name).Distinct().Count() > 5000);
    }

    [Fact]
    public void Products_were_listed_before_the_reference() =>
        Assert.All(Products, static p => Assert.InRange(p.CreatedAt, ShopTime.Reference.AddDays(-731), ShopTime.Reference.AddSeconds(-1)));

    private static int Median(string category)
    {
        var prices = Products.Where(p => p.Category == category).Select(static p => p.OrgPrice).Order().ToArray();
        return prices[prices.Length / 2];
    }
}
