using Pipeline.Streams.Shop;

namespace Pipeline.Streams;

/// <summary>The closed set of event types. A type is looked up here and never made from data.</summary>
public enum EventType
{
    /// <summary>user_created.</summary>
    UserCreated,

    /// <summary>user_updated.</summary>
    UserUpdated,

    /// <summary>product_created.</summary>
    ProductCreated,

    /// <summary>product_updated: price or stock.</summary>
    ProductUpdated,

    /// <summary>order_created.</summary>
    OrderCreated,

    /// <summary>order_status_changed.</summary>
    OrderStatusChanged,
}

/// <summary>Names and streams of the event types.</summary>
public static class EventTypes
{
    /// <summary>All types.</summary>
    public static IReadOnlyList<EventType> All { get; } = Enum.GetValues<EventType>();

    /// <summary>The name in the envelope and in the header event-type.</summary>
    public static string Name(this EventType type) => type switch
    {
        EventType.UserCreated => "user_created",
        EventType.UserUpdated => "user_updated",
        EventType.ProductCreated => "product_created",
        EventType.ProductUpdated => "product_updated",
        EventType.OrderCreated => "order_created",
        EventType.OrderStatusChanged => "order_status_changed",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an event type."),
    };

    /// <summary>The stream that carries the type.</summary>
    public static ShopTopic Topic(this EventType type) => type switch
    {
        EventType.UserCreated or EventType.UserUpdated => ShopTopic.Users,
        EventType.ProductCreated or EventType.ProductUpdated => ShopTopic.Products,
        EventType.OrderCreated or EventType.OrderStatusChanged => ShopTopic.Orders,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an event type."),
    };
}
