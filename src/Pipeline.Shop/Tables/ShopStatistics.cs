using Pipeline.Shop.Assortment;
using Pipeline.Simulation.Dirt;

namespace Pipeline.Shop.Tables;

/// <summary>Orders of a category or region.</summary>
/// <param name="Name">Its name, as the shop writes it.</param>
/// <param name="Orders">Orders that count (not cancelled).</param>
/// <param name="Revenue">What the customers pay, won.</param>
public sealed record ShopStatistic(string Name, long Orders, long Revenue);

/// <summary>What took effect in the shop, summed over all days.</summary>
/// <param name="Categories">By category, the largest revenue first.</param>
/// <param name="Regions">By province or metropolitan city, the largest revenue first.</param>
public sealed record ShopStatistics(IReadOnlyList<ShopStatistic> Categories, IReadOnlyList<ShopStatistic> Regions)
{
    /// <summary>Orders in all.</summary>
    public long Orders => Categories.Sum(static c => c.Orders);

    /// <summary>Revenue in all, won.</summary>
    public long Revenue => Categories.Sum(static c => c.Revenue);
}
