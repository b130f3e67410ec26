namespace Pipeline.Shop.Records;

/// <summary>The states of an order. They are English, unlike the shop's texts, because code depends on them.</summary>
public static class OrderStatus
{
    /// <summary>Placed, not yet paid.</summary>
    public const string Created = "created";

    /// <summary>Paid.</summary>
    public const string Paid = "paid";

    /// <summary>Handed to the carrier.</summary>
    public const string Shipped = "shipped";

    /// <summary>Delivered to the user.</summary>
    public const string Delivered = "delivered";

    /// <summary>Cancelled; not counted in order_totals.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All states.</summary>
    public static IReadOnlyList<string> All { get; } = [Created, Paid, Shipped, Delivered, Cancelled];

    /// <summary>Whether order_totals counts an order in this state.</summary>
    public static bool Counts(string status) => status != Cancelled;
}
