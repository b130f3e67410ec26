namespace Pipeline.Shop.Records;

/// <summary>Totals per partition, day, category and region: a row of the table order_totals. Cancelled orders do not count.</summary>
[Projection("order_totals", typeof(Order))]
public sealed record OrderTotal
{
    /// <summary>Partition of the topic orders.</summary>
    [PartitionNumber]
    public int Partition { get; init; }

    /// <summary>UTC date of the orders.</summary>
    [GroupBy(nameof(Order.CreatedAt))]
    public DateOnly Day { get; init; }

    /// <summary>Category.</summary>
    [GroupBy(nameof(Order.Category))]
    public required string Category { get; init; }

    /// <summary>Region of the user.</summary>
    [GroupBy(nameof(Order.UserRegion))]
    public required string Region { get; init; }

    /// <summary>Number of orders that are not cancelled.</summary>
    [Count]
    public long Orders { get; init; }

    /// <summary>Pieces in these orders.</summary>
    [Sum(nameof(Order.Quantity))]
    public long Quantity { get; init; }

    /// <summary>Amount that the users pay, won.</summary>
    [Sum(nameof(Order.TotalAmount))]
    public long Revenue { get; init; }
}
