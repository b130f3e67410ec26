namespace Pipeline.Streams.Shop;

/// <summary>A product, as the data of product_created and product_updated and as a row of the table products.</summary>
public sealed record Product
{
    /// <summary>Natural key, <c>p_</c> and a number: <c>p_67890</c>. Also the Kafka key.</summary>
    public required string ProductId { get; init; }

    /// <summary>Name, in Korean.</summary>
    public required string Name { get; init; }

    /// <summary>Category, in Korean.</summary>
    public required string Category { get; init; }

    /// <summary>Brand; each belongs to one category.</summary>
    public required string Brand { get; init; }

    /// <summary>Price after the discount, won, 0 or more.</summary>
    public required int Price { get; init; }

    /// <summary>Price before the discount, won, 0 or more.</summary>
    public required int OrgPrice { get; init; }

    /// <summary>Discount, whole per cent, 0–100.</summary>
    public required int DiscountRate { get; init; }

    /// <summary>Description, in Korean.</summary>
    public required string Description { get; init; }

    /// <summary>Pieces in stock, 0 or more.</summary>
    public required int Stock { get; init; }

    /// <summary>When the product was listed, UTC, whole microseconds.</summary>
    public required DateTime CreatedAt { get; init; }
}
