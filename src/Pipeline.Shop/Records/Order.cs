using Pipeline.Shop.Assortment;

namespace Pipeline.Shop.Records;

/// <summary>An order of one product: the data of order_created and order_status_changed, and a row of the table orders.</summary>
[Stream("orders", Position = 3), CreatedBy("order_created"), ChangedBy("order_status_changed", Only = nameof(Status))]
public sealed record Order
{
    /// <summary>Natural key.</summary>
    [Key]
    public required Guid OrderId { get; init; }

    /// <summary>When the order was placed, UTC, whole microseconds. Its UTC date is the day of order_totals.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>The user who ordered. Also the Kafka key, so that all orders of a user are in one partition.</summary>
    [PartitionBy, Text(1, 64), Personal]
    public required string UserId { get; init; }

    /// <summary>The ordered product.</summary>
    [Text(1, 64), Shown("p_[0-9]{1,9}")]
    public required string ProductId { get; init; }

    /// <summary>Pieces.</summary>
    [Number(1, 10_000)]
    public required int Quantity { get; init; }

    /// <summary>What the user pays, won: price × quantity − discount + shipping.</summary>
    [Number(0, 1_000_000_000_000)]
    public required long TotalAmount { get; init; }

    /// <summary>Shipping, won.</summary>
    [Number(0, int.MaxValue)]
    public required int ShippingCost { get; init; }

    /// <summary>Discount on the whole order, won.</summary>
    [Number(0, int.MaxValue)]
    public required int DiscountAmount { get; init; }

    /// <summary>Payment method, for example <c>card</c>.</summary>
    [Text(1, 200, Repeats = true), Personal]
    public required string PaymentMethod { get; init; }

    /// <summary>Status of the order. The generator uses <see cref="OrderStatus"/>; other producers may use other values.</summary>
    [Text(1, 40, Repeats = true), CountedUnless(OrderStatus.Cancelled), Shown(typeof(OrderStatus), nameof(OrderStatus.All))]
    public required string Status { get; init; }

    /// <summary>Category of the product, in Korean.</summary>
    [Text(1, 200, Repeats = true), Shown(typeof(Categories), nameof(Categories.Names))]
    public required string Category { get; init; }

    /// <summary>District of the user, in Korean; empty if the user has none.</summary>
    [Text(0, 200, Repeats = true), Personal]
    public required string UserRegion { get; init; }

    /// <summary><c>M</c> or <c>F</c>.</summary>
    [Code("M", "F"), Personal]
    public required string UserGender { get; init; }

    /// <summary>Decade of the user's age, for example <c>30대</c>.</summary>
    [Text(1, 200, Repeats = true), Personal]
    public required string UserAgeGroup { get; init; }
}
