using Pipeline.Shop.Assortment;

namespace Pipeline.Shop.Records;

/// <summary>A product: the data of product_created and product_updated, and a row of the table products.</summary>
[Stream("products", Position = 2), CreatedBy("product_created"), ChangedBy("product_updated")]
public sealed record Product
{
    /// <summary>Natural key, <c>p_</c> and a number: <c>p_67890</c>. Also the Kafka key.</summary>
    [Key, Text(1, 64), Shown("p_[0-9]{1,9}")]
    public required string ProductId { get; init; }

    /// <summary>Name, in Korean.</summary>
    [Text(1, 200)]
    public required string Name { get; init; }

    /// <summary>Category, in Korean.</summary>
    [Text(1, 200, Repeats = true), Shown(typeof(Categories), nameof(Categories.Names))]
    public required string Category { get; init; }

    /// <summary>Brand; each belongs to one category.</summary>
    [Text(0, 200, Repeats = true)]
    public required string Brand { get; init; }

    /// <summary>Price after the discount, won.</summary>
    [Number(0, int.MaxValue)]
    public required int Price { get; init; }

    /// <summary>Price before the discount, won.</summary>
    [Number(0, int.MaxValue)]
    public required int OrgPrice { get; init; }

    /// <summary>Discount, per cent, two decimals.</summary>
    [Number(0, 100, Decimals = 2)]
    public required decimal DiscountRate { get; init; }

    /// <summary>Description, in Korean.</summary>
    [Text(0, 4000)]
    public required string Description { get; init; }

    /// <summary>Pieces in stock.</summary>
    [Number(0, int.MaxValue)]
    public required int Stock { get; init; }

    /// <summary>When the product was listed, UTC, whole microseconds.</summary>
    [Fixed]
    public required DateTime CreatedAt { get; init; }
}
