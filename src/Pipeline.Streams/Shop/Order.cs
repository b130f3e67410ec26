namespace Pipeline.Streams.Shop;

/// <summary>An order of one product, as the data of order_created and order_status_changed and as a row of the table orders.</summary>
public sealed record Order
{
    /// <summary>Natural key.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>When the order was placed, UTC, whole microseconds. Its UTC date is the day of order_totals.</summary>
    public required DateTime CreatedAt { get; init; }

    /// <summary>Who ordered; also the Kafka key, so that one customer's orders keep their order.</summary>
    public required string UserId { get; init; }

    /// <summary>What was ordered.</summary>
    public required string ProductId { get; init; }

    /// <summary>Pieces, 1–10,000.</summary>
    public required int Quantity { get; init; }

    /// <summary>What the customer pays, won: price × quantity − discount + shipping; 0 or more.</summary>
    public required long TotalAmount { get; init; }

    /// <summary>Shipping, won, 0 or more.</summary>
    public required int ShippingCost { get; init; }

    /// <summary>Discount on the whole order, won, 0 or more.</summary>
    public required int DiscountAmount { get; init; }

    /// <summary>Means of payment, for example <c>card</c>.</summary>
    public required string PaymentMethod { get; init; }

    /// <summary>One of <see cref="OrderStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Category of the product, in Korean.</summary>
    public required string Category { get; init; }

    /// <summary>District of the customer, in Korean.</summary>
    public required string UserRegion { get; init; }

    /// <summary><c>M</c> or <c>F</c>.</summary>
    public required string UserGender { get; init; }

    /// <summary>Decade of the customer's age, for example <c>30대</c>.</summary>
    public required string UserAgeGroup { get; init; }
}
