using Pipeline.Shop.Records;

namespace Pipeline.Shop.Generation;

/// <summary>
/// Changes a product: its stock (sales and deliveries) or its price (discounts). The shares are assumed; edit them as needed.
/// Not thread-safe: use one instance per thread, each with its own fork.
/// </summary>
/// <param name="random">Used for every change.</param>
public sealed class ProductChanges(SeededRandom random)
{
    /// <summary>Share of changes that change the stock; the others change the price.</summary>
    private const double AboutStock = 0.7;

    /// <summary>Share of stock changes that are sales; the others are deliveries. An empty stock always gets a delivery.</summary>
    private const double Sale = 0.8;

    private const int MaxSold = 20;
    private const int MinDelivered = 10;
    private const int MaxDelivered = 300;

    /// <summary>At or above this stock, the next stock change is a sale.</summary>
    private const int FullStock = 100_000;

    /// <summary>The product with either a new stock, or a new discount_rate and price.</summary>
    public Product Next(Product product) => random.Chance(AboutStock)
        ? product with { Stock = NextStock(product.Stock) }
        : Repriced(product);

    private int NextStock(int stock)
    {
        if (stock == 0 || (stock < FullStock && !random.Chance(Sale)))
            return stock + random.Range(MinDelivered, MaxDelivered);
        return stock - random.Range(1, Math.Min(stock, MaxSold));
    }

    private Product Repriced(Product product)
    {
        var rate = Catalog.OtherDiscount(random, product.DiscountRate);
        return product with { DiscountRate = rate, Price = Catalog.Discounted(product.OrgPrice, rate) };
    }
}
