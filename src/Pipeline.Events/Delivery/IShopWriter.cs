using Pipeline.Events.Shop;

namespace Pipeline.Events.Delivery;

/// <summary>
/// How seeder and generator write: to the database with its outbox (WRITE_MODE=outbox), or to Kafka alone, leaving the
/// database to the consumers (WRITE_MODE=stream). Each call is all or nothing for the database and thread-safe.
/// </summary>
public interface IShopWriter
{
    /// <summary>Writes new customers.</summary>
    Task WriteAsync(IReadOnlyList<User> users, CancellationToken cancellationToken);

    /// <summary>Writes new products.</summary>
    Task WriteAsync(IReadOnlyList<Product> products, CancellationToken cancellationToken);

    /// <summary>Writes new orders.</summary>
    Task WriteAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken);
}
