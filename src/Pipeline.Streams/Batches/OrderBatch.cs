using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Batches;

/// <summary>Orders as columns.</summary>
public sealed class OrderBatch : EventBatch
{
    /// <summary>An empty batch for at most <paramref name="capacity"/> rows.</summary>
    public OrderBatch(int capacity) : base(capacity)
    {
        OrderId = new Guid[capacity];
        CreatedAt = new DateTime[capacity];
        UserId = new string[capacity];
        ProductId = new string[capacity];
        Quantity = new int[capacity];
        TotalAmount = new long[capacity];
        ShippingCost = new int[capacity];
        DiscountAmount = new int[capacity];
        PaymentMethod = new string[capacity];
        Status = new string[capacity];
        Category = new string[capacity];
        UserRegion = new string[capacity];
        UserGender = new string[capacity];
        UserAgeGroup = new string[capacity];
        PreviousStatus = new string?[capacity];
    }

    /// <inheritdoc/>
    public override ShopTopic Topic => ShopTopic.Orders;

    /// <summary><see cref="Order.OrderId"/> of each row.</summary>
    public Guid[] OrderId { get; }

    /// <summary><see cref="Order.CreatedAt"/> of each row.</summary>
    public DateTime[] CreatedAt { get; }

    /// <summary><see cref="Order.UserId"/> of each row.</summary>
    public string[] UserId { get; }

    /// <summary><see cref="Order.ProductId"/> of each row.</summary>
    public string[] ProductId { get; }

    /// <summary><see cref="Order.Quantity"/> of each row.</summary>
    public int[] Quantity { get; }

    /// <summary><see cref="Order.TotalAmount"/> of each row.</summary>
    public long[] TotalAmount { get; }

    /// <summary><see cref="Order.ShippingCost"/> of each row.</summary>
    public int[] ShippingCost { get; }

    /// <summary><see cref="Order.DiscountAmount"/> of each row.</summary>
    public int[] DiscountAmount { get; }

    /// <summary><see cref="Order.PaymentMethod"/> of each row.</summary>
    public string[] PaymentMethod { get; }

    /// <summary><see cref="Order.Status"/> of each row.</summary>
    public string[] Status { get; }

    /// <summary><see cref="Order.Category"/> of each row.</summary>
    public string[] Category { get; }

    /// <summary><see cref="Order.UserRegion"/> of each row.</summary>
    public string[] UserRegion { get; }

    /// <summary><see cref="Order.UserGender"/> of each row.</summary>
    public string[] UserGender { get; }

    /// <summary><see cref="Order.UserAgeGroup"/> of each row.</summary>
    public string[] UserAgeGroup { get; }

    /// <summary>State before an order_status_changed; null where the row is an order_created.</summary>
    public string?[] PreviousStatus { get; }

    /// <summary>Adds a row.</summary>
    public void Add(Order row, Guid eventId, int version, string? previousStatus = null)
    {
        var i = Count;
        OrderId[i] = row.OrderId;
        CreatedAt[i] = row.CreatedAt;
        UserId[i] = row.UserId;
        ProductId[i] = row.ProductId;
        Quantity[i] = row.Quantity;
        TotalAmount[i] = row.TotalAmount;
        ShippingCost[i] = row.ShippingCost;
        DiscountAmount[i] = row.DiscountAmount;
        PaymentMethod[i] = row.PaymentMethod;
        Status[i] = row.Status;
        Category[i] = row.Category;
        UserRegion[i] = row.UserRegion;
        UserGender[i] = row.UserGender;
        UserAgeGroup[i] = row.UserAgeGroup;
        PreviousStatus[i] = previousStatus;
        Accept(eventId, version, offset: 0);
    }
}
