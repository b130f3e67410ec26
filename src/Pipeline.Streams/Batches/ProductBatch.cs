using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Batches;

/// <summary>Products as columns.</summary>
public sealed class ProductBatch : EventBatch
{
    /// <summary>An empty batch for at most <paramref name="capacity"/> rows.</summary>
    public ProductBatch(int capacity) : base(capacity)
    {
        ProductId = new string[capacity];
        Name = new string[capacity];
        Category = new string[capacity];
        Brand = new string[capacity];
        Price = new int[capacity];
        OrgPrice = new int[capacity];
        DiscountRate = new int[capacity];
        Description = new string[capacity];
        Stock = new int[capacity];
        CreatedAt = new DateTime[capacity];
    }

    /// <inheritdoc/>
    public override ShopTopic Topic => ShopTopic.Products;

    /// <summary><see cref="Product.ProductId"/> of each row.</summary>
    public string[] ProductId { get; }

    /// <summary><see cref="Product.Name"/> of each row.</summary>
    public string[] Name { get; }

    /// <summary><see cref="Product.Category"/> of each row.</summary>
    public string[] Category { get; }

    /// <summary><see cref="Product.Brand"/> of each row.</summary>
    public string[] Brand { get; }

    /// <summary><see cref="Product.Price"/> of each row.</summary>
    public int[] Price { get; }

    /// <summary><see cref="Product.OrgPrice"/> of each row.</summary>
    public int[] OrgPrice { get; }

    /// <summary><see cref="Product.DiscountRate"/> of each row.</summary>
    public int[] DiscountRate { get; }

    /// <summary><see cref="Product.Description"/> of each row.</summary>
    public string[] Description { get; }

    /// <summary><see cref="Product.Stock"/> of each row.</summary>
    public int[] Stock { get; }

    /// <summary><see cref="Product.CreatedAt"/> of each row.</summary>
    public DateTime[] CreatedAt { get; }

    /// <summary>Adds a row.</summary>
    public void Add(Product row, Guid eventId, int version)
    {
        var i = Count;
        ProductId[i] = row.ProductId;
        Name[i] = row.Name;
        Category[i] = row.Category;
        Brand[i] = row.Brand;
        Price[i] = row.Price;
        OrgPrice[i] = row.OrgPrice;
        DiscountRate[i] = row.DiscountRate;
        Description[i] = row.Description;
        Stock[i] = row.Stock;
        CreatedAt[i] = row.CreatedAt;
        Accept(eventId, version, offset: 0);
    }
}
