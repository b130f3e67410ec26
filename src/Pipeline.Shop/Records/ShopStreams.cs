namespace Pipeline.Shop.Records;

/// <summary>The streams of the shop: every record of this assembly with the attribute Stream.</summary>
public static class ShopStreams
{
    /// <summary>All streams of the shop.</summary>
    public static StreamRegistry Registry { get; } = StreamRegistry.Of(typeof(ShopStreams).Assembly);

    /// <summary>Users, keyed by user_id.</summary>
    public static StreamDefinition<User> Users => StreamDefinition.Of<User>();

    /// <summary>Products, keyed by product_id.</summary>
    public static StreamDefinition<Product> Products => StreamDefinition.Of<Product>();

    /// <summary>Orders, keyed by user_id.</summary>
    public static StreamDefinition<Order> Orders => StreamDefinition.Of<Order>();
}
