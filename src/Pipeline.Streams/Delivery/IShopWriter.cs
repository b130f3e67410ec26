using Pipeline.Streams.Shop;

namespace Pipeline.Streams.Delivery;

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

    /// <summary>Writes changes of customers, at most one of each in a call.</summary>
    /// <returns>
    /// Changes written. With a database: one that started from an older state than the row's is dropped and has no event; so a
    /// call that is repeated after an unknown outcome changes nothing, and returns 0.
    /// </returns>
    Task<int> UpdateAsync(IReadOnlyList<Change<User>> users, CancellationToken cancellationToken);

    /// <summary>Writes changes of products, at most one of each in a call.</summary>
    /// <inheritdoc cref="UpdateAsync(IReadOnlyList{Change{User}}, CancellationToken)" path="/returns"/>
    Task<int> UpdateAsync(IReadOnlyList<Change<Product>> products, CancellationToken cancellationToken);

    /// <summary>Writes changes of an order's status, at most one of each order in a call. The rest of an order never changes.</summary>
    /// <inheritdoc cref="UpdateAsync(IReadOnlyList{Change{User}}, CancellationToken)" path="/returns"/>
    Task<int> UpdateAsync(IReadOnlyList<Change<Order>> orders, CancellationToken cancellationToken);
}
