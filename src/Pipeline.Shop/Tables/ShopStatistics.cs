namespace Pipeline.Shop.Tables;

/// <summary>Orders and revenue of a category or region.</summary>
/// <param name="Name">Name of the category or region, in Korean.</param>
/// <param name="Orders">Orders that are not cancelled.</param>
/// <param name="Revenue">Amount that the users pay, won.</param>
public sealed record ShopStatistic(string Name, long Orders, long Revenue);

/// <summary>Order totals of the shop, summed over all days.</summary>
/// <param name="Categories">Totals per category, the largest revenue first.</param>
/// <param name="Regions">Totals per province or metropolitan city, the largest revenue first.</param>
public sealed record ShopStatistics(IReadOnlyList<ShopStatistic> Categories, IReadOnlyList<ShopStatistic> Regions)
{
    /// <summary>All orders that are not cancelled.</summary>
    public long Orders => Categories.Sum(static c => c.Orders);

    /// <summary>Total revenue, won.</summary>
    public long Revenue => Categories.Sum(static c => c.Revenue);
}
