using Pipeline.Streams.Shop;

namespace Pipeline.Simulation.Shop;

/// <summary>
/// What changes about a product: its stock, as it is sold and filled up, or its price, as discounts come and go. Shares are
/// assumed; edit them freely. Not thread-safe: one instance a thread, each with a fork of its own.
/// </summary>
/// <param name="random">Drawn from with every change.</param>
public sealed class ProductChanges(SeededRandom random)
{
    /// <summary>Changes that are about the stock; the others are about the price.</summary>
    private const double AboutStock = 0.7;

    /// <summary>Stock changes that are a sale; the others are a delivery. A shelf that is empty can only be filled.</summary>
    private const double Sale = 0.8;

    private const int MostSoldAtOnce = 20;
    private const int LeastDelivered = 10;
    private const int MostDelivered = 300;

    /// <summary>More does not fit into the warehouse: a sale comes first.</summary>
    private const int FullStock = 100_000;

    /// <summary>The product after a change; price with discount_rate, or stock, is another than before.</summary>
    public Product Next(Product product) => random.Chance(AboutStock)
        ? product with { Stock = NextStock(product.Stock) }
        : Repriced(product);

    private int NextStock(int stock)
    {
        if (stock == 0 || (stock < FullStock && !random.Chance(Sale)))
            return stock + random.Range(LeastDelivered, MostDelivered);
        return stock - random.Range(1, Math.Min(stock, MostSoldAtOnce));
    }

    private Product Repriced(Product product)
    {
        var rate = Catalog.OtherDiscount(random, product.DiscountRate);
        return product with { DiscountRate = rate, Price = Catalog.Discounted(product.OrgPrice, rate) };
    }
}
