namespace Pipeline.Shop.Records;

/// <summary>The states of an order. They are codes that rules depend on, so they are English, unlike the shop's texts.</summary>
public static class OrderStatus
{
    /// <summary>Placed, not yet paid.</summary>
    public const string Created = "created";

    /// <summary>Paid.</summary>
    public const string Paid = "paid";

    /// <summary>Handed to the carrier.</summary>
    public const string Shipped = "shipped";

    /// <summary>With the customer.</summary>
    public const string Delivered = "delivered";

    /// <summary>Called off; leaves the totals.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All states.</summary>
    public static IReadOnlyList<string> All { get; } = [Created, Paid, Shipped, Delivered, Cancelled];

    /// <summary>Whether an order in this state belongs to order_totals.</summary>
    public static bool Counts(string status) => status != Cancelled;
}
