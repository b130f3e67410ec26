using Microsoft.EntityFrameworkCore;
using Pipeline.Events.Delivery;
using Pipeline.Events.Faults;
using Pipeline.Events.Shop;
using Pipeline.Postgres.Bulk;
using Pipeline.Postgres.Model;

namespace Pipeline.Postgres.Outbox;

/// <summary>
/// Writes rows and their outbox records in one transaction: a single new row through SaveChanges and its interceptor, more
/// of them and all changes through the bulk path, which drops a change of an outdated state instead of throwing.
/// </summary>
/// <param name="contexts">Contexts that carry the outbox interceptor.</param>
/// <param name="publish">Whether events go to the outbox (KAFKA_ENABLED).</param>
/// <param name="time">Clock of the events.</param>
public sealed class OutboxWriter(IDbContextFactory<ShopContext> contexts, bool publish, TimeProvider time) : IShopWriter
{
    /// <summary>
    /// Rows from which the bulk path is used. A statement for a few rows costs what one row costs; SaveChanges costs a multiple of
    /// it for each.
    /// </summary>
    public const int BulkFrom = 2;

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<User> users, CancellationToken cancellationToken) =>
        WriteAsync(users, (context, token) => context.BulkInsertAsync(users, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Product> products, CancellationToken cancellationToken) =>
        WriteAsync(products, (context, token) => context.BulkInsertAsync(products, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<Order> orders, CancellationToken cancellationToken) =>
        WriteAsync(orders, (context, token) => context.BulkInsertAsync(orders, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<User>> users, CancellationToken cancellationToken) =>
        UpdateAsync((context, token) => context.BulkUpdateAsync(users, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Product>> products, CancellationToken cancellationToken) =>
        UpdateAsync((context, token) => context.BulkUpdateAsync(products, publish, time, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> UpdateAsync(IReadOnlyList<Change<Order>> orders, CancellationToken cancellationToken) =>
        UpdateAsync((context, token) => context.BulkUpdateAsync(orders, publish, time, token), cancellationToken);

    private async Task<int> UpdateAsync(Func<ShopContext, CancellationToken, Task<int>> bulk, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await bulk(context, cancellationToken);
    }

    private async Task WriteAsync<T>(
        IReadOnlyList<T> rows, Func<ShopContext, CancellationToken, Task> bulk, CancellationToken cancellationToken)
        where T : class
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (rows.Count >= BulkFrom)
        {
            await bulk(context, cancellationToken);
        }
        else
        {
            context.Set<T>().AddRange(rows);
            await context.SaveChangesAsync(cancellationToken);
        }

        CrashPoints.Reach(CrashPoints.WriterAfterCommit);
    }
}
