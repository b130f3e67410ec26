using Pipeline.Streams.Shop;

namespace Pipeline.Kafka.Topics;

/// <summary>What the streams are called in Kafka (KAFKA_TOPIC_USERS, _PRODUCTS, _ORDERS).</summary>
/// <param name="Users">Topic of the customers.</param>
/// <param name="Products">Topic of the products.</param>
/// <param name="Orders">Topic of the orders.</param>
public sealed record TopicNames(string Users = "users", string Products = "products", string Orders = "orders")
{
    /// <summary>What is behind a topic's name to make its dead-letter topic's.</summary>
    public const string DeadLetterSuffix = ".dlq";

    /// <summary>The topic of a stream.</summary>
    public string Of(ShopTopic stream) => stream switch
    {
        ShopTopic.Users => Users,
        ShopTopic.Products => Products,
        ShopTopic.Orders => Orders,
        _ => throw new ArgumentOutOfRangeException(nameof(stream), stream, "Not a stream of the shop."),
    };

    /// <summary>The dead-letter topic of a stream.</summary>
    public string DeadLettersOf(ShopTopic stream) => Of(stream) + DeadLetterSuffix;
}
