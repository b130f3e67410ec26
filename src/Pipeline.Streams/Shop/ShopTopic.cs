namespace Pipeline.Streams.Shop;

/// <summary>The three streams of the shop. Their names in Kafka are settings (KAFKA_TOPIC_…); these are what the code calls them.</summary>
public enum ShopTopic
{
    /// <summary>Customers, keyed by user_id.</summary>
    Users,

    /// <summary>Products, keyed by product_id.</summary>
    Products,

    /// <summary>Orders, keyed by user_id.</summary>
    Orders,
}
