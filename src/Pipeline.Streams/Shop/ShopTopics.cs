namespace Pipeline.Streams.Shop;

/// <summary>Names that belong to a stream of the shop.</summary>
public static class ShopTopics
{
    /// <summary>All three, in the order in which they are shown.</summary>
    public static IReadOnlyList<ShopTopic> All { get; } = [ShopTopic.Users, ShopTopic.Products, ShopTopic.Orders];

    /// <summary>Lower-case name: the default topic, the table, and the value of CONSUMER_TOPIC.</summary>
    public static string Name(this ShopTopic topic) => topic switch
    {
        ShopTopic.Users => "users",
        ShopTopic.Products => "products",
        ShopTopic.Orders => "orders",
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "Not a stream of the shop."),
    };

    /// <summary>The consumer group that takes the stream into the database.</summary>
    public static string ConsumerGroup(this ShopTopic topic) => topic switch
    {
        ShopTopic.Users => "users-consumers",
        ShopTopic.Products => "products-consumers",
        ShopTopic.Orders => "orders-consumers",
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "Not a stream of the shop."),
    };
}
